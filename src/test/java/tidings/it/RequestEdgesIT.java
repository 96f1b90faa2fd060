package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/** Requests at the edge of what HTTP allows: paths, parameters, encodings of a body. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestEdgesIT {

  private final LibertyServer server = SharedServer.get();
  private final Client nobody = Client.anonymous(server);
  private final Client publisher = Client.publisher(server);

  /**
   * The server passes encoded slashes and dots on, because a model's name may have a slash ({@code
   * skipEncodedCharVerification}): they lead to no resource and to no file.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/connections;jsessionid=1",
        "/api;x=1/connections",
        "/api/admin;a=b/dead-letters",
        "/api/admin%2fdead-letters",
        "/api%2Fadmin%2Fdead-letters",
        "/api/%61dmin/dead-letters",
        "/api/x/%2e%2e/admin/dead-letters",
        "/api//admin/dead-letters",
        "/api/admin/dead-letters%2f",
        "/v1/models%2f..%2f..%2fapi%2fadmin%2fdead-letters",
        "/v1/..%2fapi/admin/dead-letters",
        "/dev/..%2fapi/connections",
        "/openapi/..%2fapi/connections",
        "/health/%2e%2e/api/connections",
        "/metrics/..;/api/connections",
        "/WEB-INF/classes/META-INF/microprofile-config.properties",
        "/%57EB-INF/classes/META-INF/microprofile-config.properties",
        "/WEB-INF%2fclasses%2fMETA-INF%2fmicroprofile-config.properties",
        "/web-inf/classes/META-INF/microprofile-config.properties",
        "/WEB-INF;x/beans.xml",
        "/WEB-INF./beans.xml",
        "/assets/..%2fWEB-INF/beans.xml",
        "/assets/..;/WEB-INF/beans.xml",
        "/assets/%252e%252e%252fWEB-INF/beans.xml",
        "/META-INF%2fopenapi.yaml",
        "/..%2f..%2f..%2fetc/passwd",
        "/%c0%ae%c0%ae/WEB-INF/beans.xml",
        "/WEB-INF/beans.xml%00.js"
      })
  void noFormOfAPathPassesSecurityOrReachesAFile(String path) {
    var answer = nobody.get(path);
    assertThat(answer.status()).as(answer.body()).isIn(400, 401, 404);
    assertThat(answer.body()).doesNotContain("root:", "<beans", "openapi: 3", "tidings.heartbeat=");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/events, session, a, b",
    "/api/events, session, a, a",
    "/api/events, format, data, cloudevents",
    "/api/events, heartbeat, id, comment",
    "/api/events, ticket, 1, 2",
    "/api/events/poll, session, a, b",
    "/api/events/poll, format, data, data",
    "/api/events/poll, cursor, a, b",
    "/api/events/poll, timeout, 0, 1",
    "/api/conversations, kind, chat, agent",
    "/api/conversations, tag, a, b",
    "/api/conversations, q, a, b",
    "/api/conversations, before, a, b",
    "/api/conversations, limit, 1, 2",
    "/api/runs/r-1/events, timeout, 0, 1"
  })
  void aParameterOfOneValueIsNotGivenTwice(String path, String name, String one, String other) {
    var answer = publisher.get("%s?%s=%s&%s=%s".formatted(path, name, one, name, other));
    assertThat(Problem.of(400, answer).fields()).containsEntry(name, "is given more than once");
  }

  @Test
  void aParameterOfAnAdministratorIsNotGivenTwiceEither() {
    var admin = Client.of(server, Claims.of("root").inGroups("admin"));
    var answer = admin.get("/api/admin/dead-letters?limit=1&limit=2&before=a");
    assertThat(Problem.of(400, answer).fields()).containsOnlyKeys("limit");
  }

  @Test
  void listsAndUnknownParametersMayBeRepeated() {
    for (var query :
        new String[] {
          "types=a&types=b&_=1&_=2", "types=a&topics=x&topics=y", "types=a,b&types=c"
        }) {
      var caller = Client.of(server, Claims.of("lists").maySubscribe("**"));
      assertEquals(200, caller.get("/api/events/poll?timeout=0&" + query).status(), query);
    }
    assertEquals(200, publisher.get("/api/conversations?status=active&status=deleted").status());
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private Answer publish(String contentType, String coding, byte[] body) {
    var token = Tokens.dev(server, Claims.of("publisher").inGroups("publisher"));
    var headers = Map.of("Authorization", "Bearer " + token, "Content-Encoding", coding);
    return Client.with(server, headers).send("POST", "/api/events", contentType, body);
  }

  private static byte[] event(String data) {
    return Json.write(Map.of("type", "edges.body", "user", "edges", "data", data))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aCompressedBodyIsTakenAndOneThatIsCutOffOrWrongIsTheCallersFault() {
    var good = gzip(event("x".repeat(5000)));
    assertEquals(202, publish(Client.JSON, "gzip", good).status());
    assertEquals(202, publish(Client.JSON, "identity", event("x")).status());

    Problem.of(400, publish(Client.JSON, "gzip", Arrays.copyOf(good, good.length / 2)));
    Problem.of(400, publish(Client.JSON, "gzip", Arrays.copyOf(good, 5)));
    Problem.of(400, publish(Client.JSON, "gzip", event("not compressed")));
    var damaged = good.clone();
    Arrays.fill(damaged, damaged.length - 8, damaged.length, (byte) 0);
    Problem.of(400, publish(Client.JSON, "gzip", damaged));
    Problem.of(413, publish(Client.JSON, "gzip", gzip(event("x".repeat(5_000_000)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "aws-chunked"})
  void aCodingThatIsNotReadIsNamed(String coding) {
    var answer = publish(Client.JSON, coding, event("x"));
    assertThat(Problem.of(415, answer).detail()).contains("Content-Encoding");
    assertEquals("gzip, deflate", answer.header("Accept-Encoding"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json; charset=iso-8859-1 | ISO-8859-1",
        "application/json;charset=\"windows-1252\" | windows-1252",
        "application/json; charset=UTF-16 | UTF-16",
        "application/cloudevents+json; charset=ISO-8859-1 | ISO-8859-1",
        "application/cloudevents-batch+json; charset=ISO-8859-1 | ISO-8859-1",
        "application/cloudevents+json | UTF-8"
      })
  void aBodyIsReadInTheCharsetThatItsMediaTypeNames(String contentType, String charset) {
    var reader = Client.of(server, Claims.of("edges-" + charset));
    var event =
        Map.of(
            "specversion",
            "1.0",
            "id",
            contentType,
            "source",
            "/edges",
            "type",
            "edges.charset",
            "user",
            "edges-" + charset,
            "data",
            "Grüße");
    var batch = contentType.contains("batch") ? "[" + Json.write(event) + "]" : Json.write(event);
    try (var stream = reader.stream("types=edges.charset")) {
      var body = batch.getBytes(Charset.forName(charset));
      var answer = publisher.send("POST", "/api/events", contentType, body);
      assertEquals(202, answer.status(), answer::body);
      assertEquals("\"Grüße\"", stream.await("edges.charset").data());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json; charset=utf-9", "application/json; charset=\"\u00e4\""})
  void anUnknownCharsetIsAFault(String contentType) {
    var answer = publisher.send("POST", "/api/events", contentType, event("x"));
    assertThat(Problem.of(400, answer).fields().values().toString()).contains("charset");
  }

  @Test
  void aUserOf1024CharactersReceivesAndOneOf1025IsRefused() {
    var longest = "u".repeat(1024);
    var reader = Client.of(server, Claims.of(longest));
    try (var stream = reader.stream("types=edges.user")) {
      publisher.publish(Map.of("type", "edges.user", "user", longest, "data", 1));
      assertEquals("1", stream.await("edges.user").data());
    }
    var event = Json.write(Map.of("type", "edges.user", "user", longest + "u", "data", 1));
    var refused = Problem.of(400, publisher.post("/api/events", Client.JSON, event));
    assertThat(refused.fields().get("user")).contains("longer than 1024");
    var asked = nobody.post("/dev/token", Client.JSON, "{\"user\":\"" + longest + "u\"}");
    assertThat(Problem.of(400, asked).fields()).containsOnlyKeys("user");
  }
}
