package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.RawSocket;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/** The audited calls and their files; a flood neither hides a call nor fills the log. */
@ResourceLock(SharedServer.LOCK)
@Order(4) // long
class AuditIT {

  private static final Path LOGS =
      Path.of("target/it", SharedServer.NAME, "servers/defaultServer/logs");

  /** Separates the refusals of this class from those of other tests at the same address. */
  private static final String OWN = "X-Forwarded-For";

  private static final String ADDRESS = "203.0.113.77";

  private final LibertyServer server = SharedServer.get();
  private final Client root = Client.of(server, Claims.of("root").inGroups("admin"));

  private static List<JsonNode> lines(String file) {
    try {
      return Files.readAllLines(LOGS.resolve(file)).stream().map(Json::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode last(String file, String call) {
    return lines(file).reversed().stream()
        .filter(line -> line.path("call").asText().equals(call))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line of " + call));
  }

  @Test
  void aCallOfAnAdministratorIsALineOfItsFileWithTargetAndOutcome() {
    var revocation = Map.of("user", "mallory", "until", "2020-01-01T00:00:00Z");
    var call = "POST /api/admin/revocations";
    assertThat(root.post("/api/admin/revocations", Client.JSON, Json.write(revocation)).status())
        .isEqualTo(202);
    var done = last("audit.log", call);
    assertThat(done.path("user").asText()).isEqualTo("root");
    assertThat(done.path("target").asText()).isEqualTo("user:mallory until 2020-01-01T00:00:00Z");
    assertThat(done.path("outcome").asText()).isEqualTo("success");
    assertThat(done.path("kind").asText()).isEqualTo("admin");
    assertThat(done.path("at").asText()).startsWith("20");

    assertThat(root.post("/api/admin/revocations", Client.JSON, "{}").status()).isEqualTo(400);
    assertThat(last("audit.log", call).path("outcome").asText()).isEqualTo("refused");
  }

  @Test
  void anAdministratorsLinesAreNotAmongThoseThatOthersCanCause() {
    var mallory = Client.of(server, Claims.of("audit-flood"));
    for (int i = 0; i < 100; i++) {
      assertThat(mallory.get("/api/admin/dead-letters").status()).isEqualTo(403);
    }
    assertThat(lines("audit.log"))
        .noneMatch(line -> line.path("user").asText().equals("audit-flood"));
    assertThat(lines("audit-activity.log"))
        .filteredOn(line -> line.path("user").asText().equals("audit-flood"))
        .as("some of a hundred, up to the limit of one user in a minute or two")
        .hasSizeBetween(20, 40);
  }

  /** A token with another key's signature, among texts that are not tokens. */
  @Test
  void tokensThatAreNotAcceptedAreAuditedAndLoggedToABoundWithoutThem() throws IOException {
    var good = Tokens.dev(server, Claims.of("eve"));
    var forged = good.substring(0, good.lastIndexOf('.') + 1) + "c2lnbmF0dXJl";
    int logged = server.log().length();
    int before = lines("audit-activity.log").size();
    for (int i = 0; i < 300; i++) {
      for (var authorization : List.of("Bearer " + forged, "Bearer no.token." + i, "Basic eDp5")) {
        var client = Client.with(server, Map.of("Authorization", authorization, OWN, ADDRESS));
        assertThat(client.get("/api/runs").status()).isEqualTo(401);
      }
    }
    var lines = lines("audit-activity.log");
    assertThat(lines.subList(before, lines.size()))
        .filteredOn(line -> line.path("kind").asText().equals("sign-in"))
        .filteredOn(line -> line.path("address").asText().equals(ADDRESS))
        .hasSizeBetween(20, 60)
        .anySatisfy(line -> assertThat(line.path("target").asText()).isEqualTo("signature"));
    var log = server.log().substring(logged);
    assertThat(log.lines().count()).as("lines").isLessThan(100);
    assertThat(log)
        .as("the server itself looks at no password")
        .doesNotContain("SEVERE", "TRAS3016W", "CWWKS");
    assertThat(log.lines().filter(line -> line.contains("FFDC") && line.contains("security")))
        .isEmpty();
    assertThat(everythingLogged()).doesNotContain(forged, good);
    assertThat(server.metrics().get("tidings_audit_suppressed_total")).isPositive();
  }

  /** Not a user of the application, so the server must not accept one (CVE-2026-3621). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic YWRtaW46YWRtaW4=",
        "Authorization: Negotiate YWRtaW4=",
        "Cookie: LtpaToken2=YWRtaW4=",
        "Cookie: JSESSIONID=0000admin:1; jwtToken=YWRtaW4=",
      })
  void credentialsOfTheServersOwnAreIgnored(String header) {
    int logged = server.log().length();
    var pair = header.split(": ", 2);
    var caller = Client.with(server, Map.of(pair[0], pair[1]));
    for (var path : List.of("/api/runs", "/api/admin/dead-letters", "/v1/models")) {
      var answer = caller.get(path);
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.header("Set-Cookie")).as(path).isEmpty();
      assertThat(answer.header("WWW-Authenticate")).as(path).doesNotContain("Basic", "Negotiate");
    }
    for (var path : List.of("/", "/health/live", "/openapi")) {
      var answer = caller.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.header("Set-Cookie")).as(path).isEmpty();
    }
    assertThat(server.log().substring(logged)).doesNotContain("CWWKS", "RegistryException");
  }

  /** Servers without any such feature are those that CVE-2026-3621 concerns. */
  @Test
  void theServerHasAFeatureOfApplicationSecurity() {
    assertThat(server.log()).containsPattern("CWWKF0012I: [^\\n]*[\\[ ]appSecurity-5\\.0[,\\]]");
  }

  /** There the server still checks them, and keeps ten incidents of each type per day. */
  @Test
  void credentialsForTheServersOwnMetricsCostNoLineEach() {
    int logged = server.log().length();
    for (int i = 0; i < 50; i++) {
      for (var header :
          Map.of("Authorization", "Basic YWRtaW46YWRtaW4=", "Cookie", "LtpaToken2=YWRtaW4=")
              .entrySet()) {
        var caller = Client.with(server, Map.of(header.getKey(), header.getValue()));
        assertThat(caller.get("/metrics").status()).isEqualTo(200);
      }
    }
    var lines = server.log().substring(logged).lines().toList();
    assertThat(lines).filteredOn(line -> line.contains("CWWKS")).hasSizeLessThanOrEqualTo(10);
    assertThat(lines)
        .filteredOn(line -> line.contains("CWWKS"))
        .allSatisfy(line -> assertThat(line).contains("FFDC1015I"));
  }

  private static String everythingLogged() throws IOException {
    var text = new StringBuilder();
    try (var files = Files.walk(LOGS)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  /** More than the thousand messages of one type in five minutes at which the server throttles. */
  @Test
  void pathsThatAreNotThereCostNoLineAndNoThrottling() {
    var anonymous = Client.anonymous(server);
    anonymous.get("/nothing"); // by then the answering code is loaded, which logs a line
    int logged = server.log().length();
    for (int i = 0; i < 1100; i++) {
      assertThat(anonymous.get("/nothing/" + i).status()).isEqualTo(404);
    }
    assertThat(server.log().substring(logged).lines())
        .as("the server keeps ten incidents of each type per day, and logs no other line")
        .hasSizeLessThanOrEqualTo(10)
        .allSatisfy(line -> assertThat(line).contains("FFDC1015I"));
  }

  private static String get(String path, String token) {
    return """
    GET %s HTTP/1.1\r
    Host: x\r
    Connection: close\r
    Authorization: Bearer %s\r
    \r
    """
        .formatted(path, token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%5c..", "/api/%5c..%5c..%5cx", "/health/%5c..", "/openapi/%5c.."})
  void aPathWithABackslashIsNoLineOfTheLog(String path) {
    int logged = server.log().length();
    var token = Tokens.dev(server, Claims.of("eve"));
    for (int i = 0; i < 20; i++) {
      try (var socket = RawSocket.to(server)) {
        assertThat(socket.answerTo(get(path, token)))
            .startsWith("HTTP/1.1 ")
            .doesNotContain("com.ibm", "SRVE");
      }
    }
    assertThat(server.log().substring(logged)).doesNotContain("SRVE0315E", "TRAS3016W", token);
  }
}
