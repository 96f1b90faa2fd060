package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.ReverseProxy;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/**
 * Each proxy with its documented lines from {@code src/docs/operations.md}: events pass without
 * delay, the server knows the client's real address, and a page's cookie works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(SharedServer.LOCK)
class ProxyConfigurationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * The client's address; the proxies call the server from 127.0.0.1, the only address that it
   * trusts.
   */
  private static final String CLIENT = "127.0.0.9";

  private static final String INVENTED = "198.51.100.66";

  private final HttpClient client;

  private final LibertyServer server = SharedServer.get();

  ProxyConfigurationIT() throws IOException {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .localAddress(InetAddress.getByName(CLIENT))
            .build();
  }

  @AfterAll
  void stop() {
    client.close();
  }

  @ParameterizedTest
  @EnumSource
  void documentedLinesCarryEventsAddressAndHost(ReverseProxy kind) throws Exception {
    try (var proxy = kind.before(server)) {
      assertEventsPassAtOnce(proxy, kind.name());
      assertServerKnowsTheClientsAddress(proxy, kind.name());
      assertCookieOfAPageIsGood(proxy);
    }
  }

  /** The default of Apache and nginx. */
  @Test
  void proxyThatRewritesHostIsFoundOutByTheRefusal() throws Exception {
    var lines = ReverseProxy.APACHE.documented().replace("ProxyPreserveHost On", "");
    try (var proxy = ReverseProxy.APACHE.before(server, lines)) {
      var answer = callWithCookie(proxy);

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body())
          .contains(
              "http://" + proxy.authority(), "127.0.0.1:" + server.httpPort(), "pass Host on");
    }
  }

  private void assertEventsPassAtOnce(ReverseProxy.Started proxy, String name) throws Exception {
    var type = "proxied." + name.toLowerCase(Locale.ROOT);
    var request =
        request(proxy, "/api/events?types=" + type, Tokens.dev(server, Claims.of("alice")))
            .header("Accept", "text/event-stream");
    var stream = client.send(request.build(), BodyHandlers.ofInputStream());
    try (var body = stream.body();
        var lines = lines(body)) {
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(lines.readLine()).startsWith("retry:");
      for (int event = 0; event < 3; event++) {
        Client.publisher(server).publish(Map.of("type", type, "data", event));
        var expected = "data: " + event;
        assertThat(lines.lines().filter(expected::equals).findFirst()).contains(expected);
      }
    }
  }

  private static BufferedReader lines(InputStream body) {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  private void assertServerKnowsTheClientsAddress(ReverseProxy.Started proxy, String name)
      throws Exception {
    var admin = Tokens.dev(server, Claims.of("admin-" + name).inGroups("admin"));
    var answer =
        client.send(
            request(proxy, "/api/admin/dead-letters", admin).build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(server.log().lines().filter(line -> line.contains("admin-" + name)))
        .anyMatch(line -> line.contains("\"" + CLIENT + "\"") || line.contains(CLIENT + "\\\""))
        .noneMatch(line -> line.contains(INVENTED));
  }

  private void assertCookieOfAPageIsGood(ReverseProxy.Started proxy) throws Exception {
    var answer = callWithCookie(proxy);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private HttpResponse<String> callWithCookie(ReverseProxy.Started proxy) throws Exception {
    var cookie = "tidings_token=" + Tokens.dev(server, Claims.of("alice"));
    return client.send(
        HttpRequest.newBuilder(uri(proxy, "/api/events/tickets"))
            .timeout(PATIENCE)
            .header("Cookie", cookie)
            .header("Origin", "http://" + proxy.authority())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  /** A request of a client that claims a false address. */
  private static HttpRequest.Builder request(
      ReverseProxy.Started proxy, String path, String token) {
    return HttpRequest.newBuilder(uri(proxy, path))
        .timeout(PATIENCE)
        .header("X-Forwarded-For", INVENTED)
        .header("Forwarded", "for=" + INVENTED)
        .header("Authorization", "Bearer " + token);
  }

  private static URI uri(ReverseProxy.Started proxy, String path) {
    return URI.create("http://" + proxy.authority() + path);
  }
}
