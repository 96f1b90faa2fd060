package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.app.PortWatch;

/** Ports that the server cannot open, and who has them. */
class ServerPortsTest {

  private static final String LOOPBACK = "localhost";

  private static ServerPorts ports(String host, String variable, int port) {
    return new ServerPorts(host, Map.of(variable, port));
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK));
  }

  @ParameterizedTest
  @CsvSource({"http.port, localhost", "https.port, localhost", "http.port, *"})
  void aPortOnWhichSomebodyListensIsNamedWithItsVariable(String variable, String host)
      throws IOException {
    try (var taken = listener()) {
      int port = taken.getLocalPort();
      assertThat(ports(host, variable, port).faults())
          .singleElement()
          .asString()
          .startsWith("%s is %d, and the server cannot listen".formatted(variable, port))
          .endsWith(
              "(environment variable %s)"
                  .formatted(variable.replace('.', '_').toUpperCase(java.util.Locale.ROOT)));
    }
  }

  @Test
  void aPortThatIsFreeIsFreeAgainAfterItWasTried() throws IOException {
    int port;
    try (var free = listener()) {
      port = free.getLocalPort();
    }
    var ports = ports(LOOPBACK, "http.port", port);
    assertThat(ports.faults()).isEmpty();
    assertThat(ports.faults()).isEmpty();
  }

  @Test
  void aPortOfThisProcessIsNoFaultWhenItsApplicationIsDeployedAnew() throws IOException {
    try (var own = listener()) {
      int port = own.getLocalPort();
      var ports = ports(LOOPBACK, "http.port", port);
      assertThat(ports.withoutOwn(new Listeners(Set.of(port), Set.of())).faults()).isEmpty();
      assertThat(ports.withoutOwn(new Listeners(Set.of(), Set.of(port))).faults()).hasSize(1);
    }
  }

  @Test
  void aHostThatIsNotKnownIsNamed() {
    assertThat(ports("no-such-host.invalid", "http.port", 9080).faults())
        .singleElement()
        .asString()
        .contains("http.host", "'no-such-host.invalid' is unknown", "HTTP_HOST");
  }

  @Test
  void onePortForTwoIsAFault() throws IOException {
    int port;
    try (var free = listener()) {
      port = free.getLocalPort();
    }
    var same = new ServerPorts(LOOPBACK, Map.of("http.port", port, "https.port", port));
    assertThat(same.faults()).containsExactly("http.port and https.port are the same port");
  }

  @Test
  void theManagementPortIsAPortOfItsOwn() {
    var ports = Map.of("http.port", 1, "https.port", 2, "management.port", 1);
    assertThat(new ServerPorts(LOOPBACK, ports).faults())
        .contains("http.port and management.port are the same port");
    assertThat(ServerPorts.of(new MapConfig(Map.of("management.port", "9081"))).ports())
        .containsExactly(Map.entry("management.port", 9081));
  }

  @ParameterizedTest
  @CsvSource({"9080, 1", "' 9080 ', 1", "0, 0", "-1, 0", "65535, 1"})
  void onlyFixedPortsAreChecked(String value, int checked) {
    assertThat(ServerPorts.of(new MapConfig(Map.of("http.port", value))).ports()).hasSize(checked);
  }

  @ParameterizedTest
  @CsvSource({"65536", "-2", "http", "80a", "99999", "''"})
  void aValueThatIsNotAPortIsRefused(String value) {
    var config = new MapConfig(Map.of("https.port", value));
    assertThatThrownBy(() -> ServerPorts.of(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https.port must be a port from 1 to 65535")
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining("HTTPS_PORT");
  }

  @Test
  void aServerWithoutTheVariablesHasNothingToCheck() {
    assertThat(ServerPorts.of(new MapConfig(Map.of())).faults()).isEmpty();
  }

  @Test
  void aPortThatAnotherProcessTookMeanwhileIsFound() throws IOException {
    try (var taken = listener()) {
      int port = taken.getLocalPort();
      var ports = ports(LOOPBACK, "http.port", port);
      var others = new Listeners(Set.of(), Set.of(port));
      assertThat(PortWatch.findConflict(ports, "http.port", others))
          .hasValueSatisfying(why -> assertThat(why).contains(String.valueOf(port)));
      var own = new Listeners(Set.of(port), Set.of());
      assertThat(PortWatch.findConflict(ports, "http.port", own)).isEmpty();
    }
  }
}
