package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.support.LibertyServer;
import tidings.it.support.RawSocket;
import tidings.it.support.SharedServer;

/** A page on the web gets no token of the development identity, under any name of this server. */
class DevTokenIT {

  private static final String BODY = "{\"user\":\"root\",\"groups\":[\"admin\"]}";

  private final LibertyServer server = SharedServer.get();

  private String answer(String... headers) {
    var head = new StringBuilder("POST /dev/token HTTP/1.1\r\nConnection: close\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(BODY.length()).append("\r\n\r\n").append(BODY);
    try (var socket = RawSocket.to(server)) {
      return socket.write(head.toString()).rest();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:9080, ''",
    "127.0.0.1:80, ''",
    "[::1]:9080, ''",
    "console.localhost:3000, ''",
    "localhost, http://localhost:5173",
    "localhost, http://127.0.0.1:3000"
  })
  void callerOnThisHostGetsAToken(String host, String origin) {
    var sent = origin.isEmpty() ? "X-None: 1" : "Origin: " + origin;
    assertThat(answer("Host: " + host, "Content-Type: application/json", sent))
        .startsWith("HTTP/1.1 200")
        .contains("\"token\"");
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, ''",
    "evil.example:9080, http://evil.example:9080",
    "localhost.evil.example, ''",
    "10.0.0.7:9080, ''",
    "localhost:9080, https://evil.example",
    "localhost:9080, null",
    "localhost:9080, http://localhost.evil.example"
  })
  void pageOfTheWebGetsNone(String host, String origin) {
    var sent = origin.isEmpty() ? "$WSSN: localhost" : "Origin: " + origin;
    assertThat(answer("Host: " + host, "Content-Type: application/json", sent))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("\"token\"");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type: text/plain",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: multipart/form-data; boundary=x",
    "X-None: 1"
  })
  void bodyThatABrowserSendsWithoutAskingIsRefused(String header) {
    assertThat(answer("Host: localhost", header)).startsWith("HTTP/1.1 415");
  }
}
