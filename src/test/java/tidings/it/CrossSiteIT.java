package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Issuer;
import tidings.it.support.IssuerServer;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;

/**
 * A page of another origin can do nothing with the cookie of a signed-in user, not even by a read.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossSiteIT {

  private static final List<String> READS =
      List.of(
          "/api/events",
          "/api/events/poll?timeout=0",
          "/api/runs",
          "/api/runs/r-unknown/events",
          "/api/runs/r-unknown/events?timeout=0",
          "/api/connections",
          "/api/conversations",
          "/api/tools",
          "/v1/models");

  private final LibertyServer server = IssuerServer.get();
  private final Issuer issuer = IssuerServer.issuer();

  private Client cookie(String user, Map<String, String> more) {
    var headers = new HashMap<>(more);
    headers.put("Cookie", "tidings_token=" + issuer.token(Claims.of(user)));
    return Client.with(server, headers);
  }

  private static Map<String, String> headers(String text) {
    var headers = new HashMap<String, String>();
    for (var header : text.split("\\|", -1)) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: CROSS-SITE",
        "Sec-Fetch-Site: ",
        "Sec-Fetch-Site: same-origin, cross-site",
        "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: image",
        "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document",
        "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: iframe",
        "Sec-Fetch-Site: cross-site|Origin: https://evil.test",
        "Sec-Fetch-Site: same-origin|Origin: https://evil.test",
        "Origin: https://evil.test",
        "Origin: null",
        "Origin: ",
        "Origin: https://app.example.com.evil.test",
      })
  void aPageOfAnotherOriginReadsNothingWithTheCookie(String sent) {
    var evil = cookie("victim", headers(sent));
    for (var path : READS) {
      assertThat(evil.get(path).status()).as(path).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Site: cross-site|Origin: https://app.example.com",
        "Sec-Fetch-Site: same-site|Origin: https://app.example.com",
      })
  void anOwnPageATypedAddressAndATrustedPageReadAsBefore(String sent) {
    var own = cookie("reader", headers(sent));
    for (var path : List.of("/api/events/poll?timeout=0", "/api/connections", "/v1/models")) {
      assertThat(own.get(path).status()).as(path).isEqualTo(200);
    }
    assertThat(own.subscribe("").status()).isEqualTo(200);
  }

  /** As many images as a user may have streams, on a page that the user visits. */
  @Test
  void imagesOnAnotherPageEvictNoStream() {
    var victim = cookie("evicted", Map.of());
    var evil = cookie("evicted", headers("Sec-Fetch-Site: cross-site|Sec-Fetch-Dest: image"));
    try (var stream = victim.stream("")) {
      for (int i = 0; i < 45; i++) {
        assertThat(evil.subscribe("").status()).isEqualTo(403);
      }
      assertThat(stream.isEnded()).isFalse();
      var open = Json.read(victim.get("/api/connections").body()).get("connections");
      assertThat(open.size()).isEqualTo(1);
    }
  }

  @Test
  void aBearerTokenIsSentByNoPageThatDoesNotHaveItAndIsNotAsked() {
    var headers = new HashMap<>(headers("Sec-Fetch-Site: cross-site|Origin: https://evil.test"));
    headers.put("Authorization", "Bearer " + issuer.token(Claims.of("bearer")));
    var caller = Client.with(server, headers);
    assertThat(caller.get("/api/connections").status()).isEqualTo(200);
    assertThat(caller.subscribe("").status()).isEqualTo(200);
  }
}
