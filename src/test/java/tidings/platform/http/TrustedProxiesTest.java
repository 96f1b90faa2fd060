package tidings.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's address, from the X-Forwarded-For of proxies and strangers. */
class TrustedProxiesTest {

  private static final TrustedProxies PROXIES =
      TrustedProxies.of(List.of("127.0.0.1", "::1", "10.0.0.0/8", "fd00::/8", "192.168.4.0/22"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a client that connects directly, and one behind a proxy or two
        "203.0.113.7 | ''                                   | 203.0.113.7",
        "10.1.2.3    | 203.0.113.7                          | 203.0.113.7",
        "10.1.2.3    | 203.0.113.7, 10.9.9.9                | 203.0.113.7",
        "192.168.7.9 | 203.0.113.7                          | 203.0.113.7",
        "fd12::1     | 2001:db8::1                          | 2001:db8:0:0:0:0:0:1",
        // addresses that a client invents precede those that the proxy appends
        "203.0.113.7 | 198.51.100.1                         | 203.0.113.7",
        "10.1.2.3    | 198.51.100.1, 203.0.113.7            | 203.0.113.7",
        "10.1.2.3    | 127.0.0.1, 203.0.113.7, 10.0.0.2     | 203.0.113.7",
        // an untrusted hop is the client
        "10.1.2.3    | 203.0.113.7, 198.51.100.9, 10.0.0.2  | 198.51.100.9",
        "192.168.8.1 | 203.0.113.7                          | 192.168.8.1",
        // all are proxies: the first of them is the client itself
        "10.1.2.3    | 10.0.0.4, 10.0.0.5                   | 10.0.0.4",
        // with ports, brackets, blanks; a text that is not an address ends the reading
        "10.1.2.3    | 203.0.113.7:51234                    | 203.0.113.7",
        "10.1.2.3    | [2001:db8::1]:443                    | 2001:db8:0:0:0:0:0:1",
        "10.1.2.3    | [2001:db8::1]                        | 2001:db8:0:0:0:0:0:1",
        "10.1.2.3    | 203.0.113.7 ,, 10.0.0.2              | 10.0.0.2",
        "10.1.2.3    | unknown                              | 10.1.2.3",
        "10.1.2.3    | unknown, 203.0.113.7                 | 203.0.113.7",
        "10.1.2.3    | _hidden                              | 10.1.2.3",
        "10.1.2.3    | ::ffff:203.0.113.7                   | 203.0.113.7",
        "10.1.2.3    | 203.0.113.7,\t10.0.0.2              | 203.0.113.7",
        "10.1.2.3    | \"[2001:db8::1]:443\"               | 2001:db8:0:0:0:0:0:1",
        "10.1.2.3    | ,                                    | 10.1.2.3",
        "10.1.2.3    | 999.0.113.7                          | 10.1.2.3",
        "10.1.2.3    | 0x7f000001                           | 10.1.2.3",
        "10.1.2.3    | 203.0.113.7, localhost               | 10.1.2.3",
      })
  void clientIsTheLastAddressThatIsNoTrustedProxy(String peer, String header, String client) {
    assertThat(PROXIES.client(peer, header.isEmpty() ? List.of() : List.of(header)))
        .isEqualTo(client);
  }

  @Test
  void severalHeadersAreOneList() {
    assertThat(PROXIES.client("10.1.2.3", List.of("198.51.100.1, 203.0.113.7", "10.0.0.2")))
        .isEqualTo("203.0.113.7");
  }

  @Test
  void chainOfAHundredProxiesIsReadToItsClient() {
    var hops = "203.0.113.7" + ", 10.0.0.2".repeat(100);
    assertThat(PROXIES.client("10.1.2.3", List.of(hops))).isEqualTo("203.0.113.7");
  }

  @Test
  void withoutTrustedProxiesTheHeaderIsIgnored() {
    assertThat(TrustedProxies.of(List.of()).client("127.0.0.1", List.of("203.0.113.7")))
        .isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "localhost", "10.*"})
  void settingThatIsNotARangeIsRejectedAndNamed(String range) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of("127.0.0.1", range)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.trusted-proxies")
        .hasMessageContaining("'" + range + "'");
  }
}
