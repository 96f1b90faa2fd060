package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.HttpsClient;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.RawSocket;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/** The headers of each answer, and the answers where there is no resource. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(SharedServer.LOCK)
class AnswersIT {

  /**
   * Texts by which a container shows its internals: names of its classes and messages, and where it
   * failed.
   */
  private static final String CONTAINER =
      "SRVE|RESTEASY|Exception|com\\.ibm|jakarta\\.|java\\.|\\sat [a-z]+\\.|internal classes";

  /** Path suffixes that are misleading or invalid. */
  private static final List<String> ODD =
      List.of(
          "%5c..",
          "%5C..",
          "%5c%2e%2e",
          "..%5c",
          "%5c",
          "\\",
          "\\..",
          "..\\x",
          "..;/",
          "..;",
          ";x=1",
          ".;/x",
          "%3b..",
          "%2e%2e",
          "%2e%2e/%2e%2e/%2e%2e/x",
          ".%2e/x",
          "../../../x",
          "./",
          "//",
          "///x",
          "%2f",
          "%2F..",
          "%00",
          "x%00.js",
          "%01",
          "%7f",
          "%0d%0aX:1",
          "%ff",
          "%c0%ae",
          "%c0%ae%c0%ae/x",
          "%e2%80%ae",
          "%zz",
          "%",
          "%u002e",
          "%25%35%63",
          "~",
          "*",
          "%3f",
          "%23",
          "|",
          "^",
          "<x>",
          "x".repeat(9000));

  /** Suffixes at which the server's security fails before any code of the application runs. */
  private static final Set<String> FAILING = Set.of("%5c..", "%5c%2e%2e", "..%5c", "\\..", "..\\x");

  private static final Pattern ASSET = Pattern.compile("/assets/[^\"]+\\.js");

  private final LibertyServer server = SharedServer.get();
  private final Client nobody = Client.anonymous(server);
  private final Client user = Client.of(server, Claims.of("answers"));

  /** Sends the path unchanged, which a client of the platform would not do. */
  private String raw(String method, String path, String headers) {
    try (var socket = RawSocket.to(server)) {
      socket.write(
          "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n"
              .formatted(method, path, headers));
      return socket.rest();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%5c..",
        "/%5C../x",
        "/..%5c..%5cetc",
        "/assets/%5c..",
        "/api/%5c..",
        "/api/runs/%5c..",
        "/v1/%5c../models",
        "/a\\..\\b",
      })
  void aBackslashInAPathIsNoFailureOfTheServer(String path) {
    var answer = raw("GET", path, "");
    assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
    assertThat(answer).doesNotContainPattern(CONTAINER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/assets", "/api", "/api/runs", "/v1/models", "/dev", "/WEB-INF"})
  void noFormOfAPathIsAFailureOfTheServer(String base) {
    for (var odd : ODD) {
      var path = base + "/" + odd;
      assertThat(raw("GET", path, ""))
          .as(path)
          .matches("(?s)HTTP/1.1 [234]\\d\\d .*")
          .doesNotContainPattern(CONTAINER);
    }
  }

  /** At two forms the server itself fails, before any page of the application (security.md). */
  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/ready", "/metrics", "/openapi", "/openapi/ui"})
  void theServersOwnEndpointsShowNothingOfTheirInsideEither(String base) {
    for (var odd : ODD) {
      var path = base + "/" + odd;
      var answer = raw("GET", path, "");
      if (answer.startsWith("HTTP/1.1 2")) {
        continue; // an existing resource, under another form of its path
      }
      assertThat(answer).as(path).doesNotContainPattern(CONTAINER);
      if (FAILING.contains(odd.toLowerCase(Locale.ROOT))) {
        assertThat(answer)
            .as(path)
            .matches("(?s)HTTP/1.1 [45]\\d\\d .*")
            .contains("The request cannot be answered.");
      } else {
        assertThat(answer).as(path).matches("(?s)HTTP/1.1 [34]\\d\\d .*");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nope, 404",
    "GET, /nope/deeper.html, 404",
    "POST, /nope, 404",
    "GET, /assets/nope.js, 404",
    "GET, /WEB-INF/web.xml, 404",
    "GET, /WEB-INF/error-page, 404",
    "GET, /api, 404",
    "GET, /api/nope, 404",
    "GET, /dev/nope, 404",
    "PUT, /api/events, 405",
    "DELETE, /, 405",
    "PUT, /index.html, 405",
    "POST, /, 405",
    "PATCH, /favicon.svg, 405",
    "BREW, /index.html, 405"
  })
  void unknownPathIsAnsweredWithAProblem(String method, String path, int status) {
    var answer = user.send(method, path, Client.JSON, new byte[0]);
    var problem = Problem.of(status, answer);
    assertThat(answer.body()).doesNotContainPattern(CONTAINER).doesNotContain("localhost");
    assertThat(problem.detail()).isNotBlank();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    if (status == 405) {
      assertThat(answer.header("Allow")).contains("GET");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/connections?a=%|''",
        "/api/connections?a=%zz|''",
        "/api/connections?a={}|''",
        "/api/runs/[x]|''",
        "/api/events?types=%4|''",
        "/v1/models?a=%zz|''",
        "/dev/token?a=%zz|''",
        "/api/connections|Accept: text/event-stream;q=x",
        "/api/connections|Accept: a/b/c;q=",
        "/api/events|Accept: text/event-stream;q=x",
        "/api/connections|Accept-Language: ;q=x",
        "/v1/models|Accept: */*;q=high",
        "/nothing|Content-Type: application/json;charset=\"",
      })
  void anAddressOrAHeadThatCannotBeReadIsTheSendersFault(String path, String header) {
    var token = Tokens.dev(server, Claims.of("unreadable"));
    var answer =
        raw(
            "GET",
            path,
            "Authorization: Bearer " + token + "\r\n" + (header.isEmpty() ? "" : header + "\r\n"));
    assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContainPattern(CONTAINER);
  }

  @Test
  void aPersonIsShownAPage() {
    var answer = nobody.send(nobody.request("/nope").header("Accept", "text/html,*/*;q=0.8").GET());
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(answer.body()).contains("<h1>Not Found</h1>").doesNotContainPattern(CONTAINER);
  }

  @Test
  void anAssetThatIsThereIsKeptForEverAndOneThatIsNotIsNotKeptAtAll() {
    var names = ASSET.matcher(nobody.get("/").body());
    assertThat(names.find()).as("the console is built").isTrue();
    var there = nobody.get(names.group());
    assertThat(there.status()).isEqualTo(200);
    assertThat(there.header("Cache-Control")).contains("immutable");
    for (var path : new String[] {names.group() + "x", "/assets/", "/assets/a/b.css"}) {
      assertThat(nobody.get(path).header("Cache-Control")).as(path).isEqualTo("no-store");
    }
    assertThat(nobody.get("/").header("Cache-Control")).isEqualTo("no-cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nope",
        "/favicon.svg",
        "/api/connections",
        "/api/events/poll?timeout=0",
        "/api/nope",
        "/v1/models",
        "/dev/token"
      })
  void everyAnswerOfTheApplicationIsOfItsOriginAndOfItsType(String path) {
    for (var caller : new Client[] {nobody, user}) {
      var answer = caller.get(path);
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      assertThat(answer.header("Strict-Transport-Security")).as("not over TLS").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/health", "/openapi", "/%00", "/.."})
  void answersOfTheServerItselfHaveTheirMediaTypeToo(String path) {
    var head = raw("GET", path, "Origin: https://evil.test\r\n").split("\r\n\r\n", 2)[0];
    assertThat(head.toLowerCase(Locale.ROOT))
        .contains("x-content-type-options: nosniff")
        .containsPattern("cache-control: no-(store|cache=\"set-cookie)")
        .doesNotContain("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/connections",
        "/api/runs",
        "/api/conversations",
        "/api/tools",
        "/api/graphs",
        "/api/events/poll?timeout=0",
        "/api/nope",
        "/api/runs/r-unknown",
        "/v1/models",
        "/v1/models/nope",
        "/v1/nope"
      })
  void noAnswerOfAnInterfaceIsKept(String path) {
    assertThat(user.get(path).headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(nobody.get(path).headers().allValues("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void answersWithATokenOrATicketAreNotCached() {
    var token = nobody.post("/dev/token", Client.JSON, "{\"user\":\"kept\"}");
    assertThat(token.headers().allValues("Cache-Control")).containsExactly("no-store");
    var ticket = user.post("/api/events/tickets", Client.JSON, "");
    assertThat(ticket.headers().allValues("Cache-Control")).containsExactly("no-store");
    var head = user.send("HEAD", "/api/events", Client.JSON, new byte[0]);
    assertThat(head.headers().allValues("Cache-Control")).containsExactly("no-cache, no-transform");
  }

  /** Liberty has headers by which its own plug-in reports how a request arrived. */
  @Test
  void privateHeadersOfTheServerAreIgnored() {
    var answer =
        nobody.send(nobody.request("/").header("$WSIS", "true").header("$WSSC", "https").GET());
    assertThat(answer.header("Strict-Transport-Security")).as("not over TLS").isEmpty();
  }

  @Test
  void overTlsTheAnswerHasStrictTransportSecurity() {
    try (var https = new HttpsClient(server)) {
      for (var path : new String[] {"/", "/api/events", "/nope"}) {
        assertThat(https.get(path).header("Strict-Transport-Security"))
            .as(path)
            .isEqualTo("max-age=31536000");
      }
    }
  }

  @Test
  void aFileSaysWhichMethodsItHas() {
    var answer = nobody.send("OPTIONS", "/index.html", Client.JSON, new byte[0]);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(answer.body()).isEmpty();
  }
}
