package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/**
 * Requests for a stream as libraries, polyfills and scripts write them: additional parameters and
 * headers change nothing, and the id to resume from is accepted wherever they write it.
 */
@ResourceLock(SharedServer.LOCK)
class RawRequestsIT {

  private static final int PATIENCE = 20_000;

  private final LibertyServer server = SharedServer.get();
  private final Client alice = Client.of(server, Claims.of("raw"));
  private final String token = Tokens.dev(server, Claims.of("raw"));

  /** The answer, read until it contains this text, or ends. */
  private String answer(String line, String headers, String until) throws IOException {
    try (var socket = new Socket(server.host(), server.httpPort())) {
      socket.setSoTimeout(PATIENCE);
      var head = line + "\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n" + headers + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      var text = new StringBuilder();
      var buffer = new byte[8192];
      while (text.indexOf(until) < 0) {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          break;
        }
        text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
      return text.toString();
    }
  }

  private static String header(String line) {
    return line.isEmpty() ? "" : line.replace('~', '\r').replace("|", "\r\n") + "\r\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET /api/events HTTP/1.1; ''",
        "GET /api/events HTTP/1.1; Accept: */*",
        "GET /api/events HTTP/1.1; Accept: text/event-stream, */*;q=0.1",
        "GET /api/events HTTP/1.1; Accept: TEXT/EVENT-STREAM",
        "GET /api/events HTTP/1.1; Accept: text/event-stream;charset=utf-8",
        "GET /api/events HTTP/1.1; Accept: text/html,application/xhtml+xml,*/*;q=0.8",
        "GET /api/events HTTP/1.1; Accept: text/*",
        "GET /api/events HTTP/1.1; Connection: close",
        "GET /api/events HTTP/1.1; Connection: keep-alive, Upgrade|Upgrade: websocket",
        "GET /api/events HTTP/1.1; Range: bytes=0-",
        "GET /api/events HTTP/1.1; If-None-Match: *|If-Modified-Since: Thu, 01 Jan 1970 00:00:00"
            + " GMT",
        "GET /api/events HTTP/1.1; Cache-Control: no-cache|Pragma: no-cache",
        "GET /api/events HTTP/1.1; X-Requested-With: XMLHttpRequest",
        "GET /api/events HTTP/1.1; Accept-Encoding: gzip, deflate, br, zstd",
        "GET /api/events HTTP/1.1; Content-Type: application/json",
        "GET /api/events HTTP/1.1; Content-Length: 0",
        "GET /api/events HTTP/1.1; Expect: 100-continue",
        "GET /api/events HTTP/1.1; TE: trailers|Te: deflate",
        "GET /api/events HTTP/1.1; Last-Event-ID:",
        "GET /api/events?lastEventId= HTTP/1.1; ''",
        "GET /api/events?_=1732875123&r=0.5&cacheBuster=x HTTP/1.1; ''",
        "GET /api/events?padding=true&Last-Event-ID= HTTP/1.1; ''",
        "GET /api/events/ HTTP/1.1; ''",
        "GET /api/events?&& HTTP/1.1; ''",
        "GET http://x/api/events HTTP/1.1; ''",
      })
  void streamIsOpenedDespiteUnknownParameters(String line, String headers) throws IOException {
    var answer = answer(line, header(headers), "event: tidings.open");

    assertThat(answer).containsPattern("(^|\\n)HTTP/1.1 200");
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: text/event-stream");
    assertThat(answer)
        .contains("retry: ")
        .contains("event: tidings.open\n")
        .doesNotContain("tidings.gap");
  }

  /** A body by the rules of HTTP/1.0: without chunks, to the end of the connection. */
  @Test
  void clientOfHttp10GetsAStreamWithoutChunks() throws IOException {
    var answer = answer("GET /api/events HTTP/1.0", "", "event: tidings.beat");

    assertThat(answer).matches("(?s)HTTP/1\\.[01] 200.*").contains("\r\n\r\nretry: ");
    assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("transfer-encoding");
  }

  /**
   * A browser's EventSource stops at an error status, so an unreadable id is answered with a gap.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "garbage",
        "0",
        "-1",
        "undefined",
        "null",
        "[object Object]",
        "%22quoted%22",
        "\"quoted\"",
        "zażółć gęślą jaźń",
        "日本語",
        "a, b",
        "a.b:c.d",
        "99999999999999999999:1",
      })
  void positionThatCannotBeReadIsAGap(String id) throws IOException {
    var answer =
        answer("GET /api/events HTTP/1.1", "Last-Event-ID: " + id + "\r\n", "tidings.gap\n");

    assertThat(answer).startsWith("HTTP/1.1 200").contains("event: tidings.gap\n");
  }

  @Test
  void positionThatIsVeryLongIsAGapToo() throws IOException {
    var answer =
        answer(
            "GET /api/events HTTP/1.1",
            "Last-Event-ID: " + "x".repeat(7000) + "\r\n",
            "event: tidings.gap\n");

    assertThat(answer).startsWith("HTTP/1.1 200").contains("event: tidings.gap\n");
  }

  /** Polyfills put the last id into the URL, some after an earlier one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "?lastEventId=NEW; ''",
        "?lastEventId=OLD&lastEventId=NEW; ''",
        "?lastEventId=OLD&types=raw.*&lastEventId=NEW; ''",
        "?lastEventId=NEW; Last-Event-ID:",
        "?lastEventId=NEW&lastEventId=; ''",
        "?lastEventId=OLD; Last-Event-ID: NEW",
        "?lastEventId=OLD; last-event-id:   NEW  ",
      })
  void clientResumesFromTheLastIdThatItNames(String query, String headers) throws IOException {
    String old;
    String last;
    var publisher = Client.publisher(server);
    try (var stream = alice.stream("")) {
      old = stream.await("tidings.open").lastEventId();
      publisher.publish(java.util.Map.of("type", "raw.seen", "user", "raw"));
      last = stream.await("raw.seen").lastEventId();
    }
    publisher.publish(java.util.Map.of("type", "raw.missed", "user", "raw"));

    var answer =
        answer(
            "GET /api/events"
                + query.replace("OLD", encoded(old)).replace("NEW", encoded(last))
                + " HTTP/1.1",
            header(headers.replace("OLD", old).replace("NEW", last)),
            "event: raw.missed");

    assertThat(answer).contains("event: raw.missed").doesNotContain("raw.seen");
  }

  private static String encoded(String id) {
    return java.net.URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET /api/events HTTP/1.1; Accept: application/json; 406",
        "GET /api/events HTTP/1.1; Accept: text/html; 406",
        "GET /api/eventsource HTTP/1.1; ''; 404",
        "DELETE /api/events HTTP/1.1; ''; 405",
        "GET /api/events?types=a..b HTTP/1.1; Accept: text/event-stream; 400",
      })
  void unknownPathIsAProblem(String line, String headers, int status) throws IOException {
    var answer = answer(line, header(headers), "\"status\"");

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("application/problem+json");
  }

  @Test
  void noConnectionRemains() {
    Awaitility.await("all have disconnected")
        .until(
            () -> Json.read(alice.get("/api/connections").body()).get("connections").size() == 0);
  }
}
