package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.LibertyServer;
import tidings.it.support.RawSocket;
import tidings.it.support.SharedServer;

/**
 * Requests whose end a proxy and the server may see at different positions. Bytes after such a
 * request are not treated as a request: the connection ends.
 */
class SmugglingIT {

  private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 \\d{3} ");
  private static final String BODY = "{\"user\":\"smuggler\"}";
  private static final String SECOND =
      "GET /smuggled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  /**
   * To a reader of chunks an empty body and the second request; to a reader of a length one body.
   */
  private static final String CHUNKS = "0\r\n\r\n" + SECOND;

  private final LibertyServer server = SharedServer.get();

  /** Number of answers before the server ends the connection. */
  private long answers(String headers, String rest) {
    try (var socket = RawSocket.to(server)) {
      var answer =
          socket.answerTo(
              """
              POST /dev/token HTTP/1.1\r
              Host: localhost\r
              Content-Type: application/json\r
              %s\r
              \r
              %s\
              """
                  .formatted(headers, rest));
      return ANSWER.matcher(answer).results().count();
    }
  }

  /** Otherwise no test here could fail. */
  @Test
  void twoRequestsThatAreClearlyTwoAreAnsweredTwice() {
    assertThat(answers("Content-Length: " + BODY.length(), BODY + SECOND)).isEqualTo(2);
    var chunk = "%x\r\n%s\r\n0\r\n\r\n".formatted(BODY.length(), BODY);
    assertThat(answers("Transfer-Encoding: chunked", chunk + SECOND)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: LENGTH|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: LENGTH",
        "Transfer-Encoding: chunked|Content-Length: 5",
        "Transfer-Encoding: CHUNKED|Content-Length: LENGTH",
        "Transfer-Encoding: xchunked|Content-Length: LENGTH",
        "Transfer-Encoding : chunked|Content-Length: LENGTH",
        "Transfer-Encoding:\tchunked|Content-Length: LENGTH",
        "Transfer-Encoding: \u000bchunked|Content-Length: LENGTH",
        "Transfer-Encoding: \"chunked\"|Content-Length: LENGTH",
        "Transfer-Encoding: identity|Transfer-Encoding: chunked|Content-Length: LENGTH",
        "Transfer-Encoding: identity, chunked|Content-Length: LENGTH",
        "Transfer-Encoding: chunked, identity|Content-Length: LENGTH",
        "Transfer-Encoding:| chunked|Content-Length: LENGTH",
        "X: x\nTransfer-Encoding: chunked|Content-Length: LENGTH",
        "X: x\rTransfer-Encoding: chunked|Content-Length: LENGTH",
      })
  void aRequestWithALengthAndChunksIsTheLastOfItsConnection(String headers) {
    var written = headers.replace("|", "\r\n").replace("LENGTH", String.valueOf(CHUNKS.length()));
    assertThat(answers(written, CHUNKS)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: SHORT|Content-Length: LONG",
        "Content-Length: LONG|Content-Length: SHORT",
        "Content-Length: SHORT, LONG",
        "Content-Length: +SHORT",
        "Content-Length: -1",
        "Content-Length: 0x13",
        "Content-Length: SHORT 0",
        "Content-Length SHORT",
      })
  void aRequestWhoseLengthIsNotOneNumberIsTheLastOfItsConnection(String headers) {
    var written =
        headers
            .replace("|", "\r\n")
            .replace("SHORT", String.valueOf(BODY.length()))
            .replace("LONG", String.valueOf(BODY.length() + SECOND.length()));
    assertThat(answers(written, BODY + SECOND)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+13", "-1", "0x13", "", "zz", "13;a=b\r\n\r\n"})
  void aChunkWhoseSizeIsNotOneNumberIsTheLastOfItsConnection(String size) {
    var chunk = "%s\r\n%s\r\n0\r\n\r\n".formatted(size, BODY);
    assertThat(answers("Transfer-Encoding: chunked", chunk + SECOND)).isEqualTo(1);
  }
}
