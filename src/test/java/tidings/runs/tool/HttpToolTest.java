package tidings.runs.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.codec.Fault;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;

class HttpToolTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Caller ALICE = new Caller("alice", Set.of(), Grants.NONE, null, Instant.MAX);

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String host;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    host = "localhost:" + server.getAddress().getPort();
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          var path = exchange.getRequestURI().toString();
          requests.add(
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      path,
                      exchange.getRequestHeaders().getFirst("Accept"),
                      body));
          if (path.startsWith("/elsewhere")) {
            exchange.getResponseHeaders().set("Location", "http://" + host + "/secret");
          }
          var answer = path.startsWith("/large") ? "x".repeat(70_000) : "{\"sky\":\"blue\"}";
          int status =
              path.startsWith("/missing") ? 404 : path.startsWith("/elsewhere") ? 302 : 200;
          if (path.startsWith("/endless")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            return; // and never ends
          }
          exchange.sendResponseHeaders(status, answer.length());
          exchange.getResponseBody().write(answer.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private HttpTool tool(String method, String path, String... allowed) {
    return toolWith("Accept", method, path, allowed);
  }

  private HttpTool toolWith(String header, String method, String path, String... allowed) {
    var definition =
        json(
            "{'name':'weather','description':'of a city','method':'%s','url':'http://%s%s','headers':{'%s':'text/x'},'parameters':{'type':'object','properties':{'city':{},'days':{},'unit':{}}}}"
                .formatted(method, host, path, header));
    var read = HttpToolDefinition.read(definition);
    assertThat(read).isInstanceOf(HttpToolDefinition.Read.Good.class);
    return new HttpTool(
        ((HttpToolDefinition.Read.Good) read).tool(),
        new HttpToolSettings(Set.of(allowed), Set.of("Accept"), Duration.ofSeconds(1)),
        HttpClient.newHttpClient());
  }

  @Test
  void argumentsStandWhereTheAddressHasThemAndTheRestInTheQuery() throws InterruptedException {
    var arguments = json("{'city':'São Paulo/x?','days':3,'unit':['C','F&G'],'no':null}");

    assertThat(tool("GET", "/cities/{city}?key=a", host).call(arguments, ALICE))
        .isEqualTo("{\"sky\":\"blue\"}");
    assertThat(requests)
        .containsExactly(
            "GET /cities/S%C3%A3o%20Paulo%2Fx%3F?key=a&days=3&unit=C&unit=F%26G text/x ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-User", "x-remote-user", "X-Api-Key", "Forwarded", "Via"})
  void headerThatIsNotAllowedIsNotSent(String header) {
    var tool = toolWith(header, "GET", "/cities/{city}", host);
    assertThatThrownBy(() -> tool.call(json("{'city':'Rome'}"), ALICE))
        .isInstanceOf(ToolException.class)
        .hasMessage("the header %s is not among tidings.tools.headers".formatted(header));
    assertThat(requests).isEmpty();
  }

  @Test
  void headerIsAllowedInAnyCase() throws InterruptedException {
    toolWith("aCCEPT", "GET", "/cities/{city}", host).call(json("{'city':'Rome'}"), ALICE);
    assertThat(requests).containsExactly("GET /cities/Rome text/x ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "a/../b", "..\\b", "%2e%2e", "..%2fb", "a/..", "./a"})
  void argumentThatWouldLeadToAnotherPathIsRefused(String city) {
    var arguments = json("{}").put("city", city);
    assertThatThrownBy(() -> tool("DELETE", "/cities/{city}/notes", host).call(arguments, ALICE))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("an argument in the path");
    assertThat(requests).isEmpty();
  }

  @Test
  void argumentsThatMakeDotsTogetherAreRefused() {
    var arguments = json("{'city':'.','days':'.'}");
    assertThatThrownBy(() -> tool("GET", "/a/{city}{days}/b", host).call(arguments, ALICE))
        .hasMessageContaining("an argument in the path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "a..b", "v1.2", "https://example.com/a", "50%"})
  void argumentWithDotsThatLeadNowhereIsSent(String city) throws InterruptedException {
    tool("GET", "/cities/{city}", host).call(json("{}").put("city", city), ALICE);
    assertThat(requests).hasSize(1);
  }

  @Test
  void otherMethodsTakeTheRestAsJson() throws InterruptedException {
    tool("POST", "/cities/{city}", host).call(json("{'city':'Oslo','days':3}"), ALICE);

    assertThat(requests).containsExactly("POST /cities/Oslo text/x {\"days\":3}");
  }

  @Test
  void aHostThatIsNotAllowedIsNotCalled() {
    for (var allowed : new String[] {"localhost", "example.com", host + "0"}) {
      assertThatThrownBy(() -> tool("GET", "/", allowed).call(json("{}"), ALICE))
          .isInstanceOf(ToolException.class)
          .hasMessageContaining("tidings.tools.hosts");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() {
    assertThatThrownBy(() -> tool("GET", "/elsewhere", host).call(json("{}"), ALICE))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("302");
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/missing, it answered 404",
    "/large, cannot be called",
    "/endless, no answer within 1000 ms",
    "/{city}, 'city' must be a text or a number"
  })
  void failuresAreReported(String path, String message) {
    assertThatThrownBy(() -> tool("GET", path, host).call(json("{}"), ALICE))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining(message);
  }

  /** The server sees the end of the connection; otherwise it would continue its work. */
  @Test
  void anInterruptClosesTheConnection() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      host = "localhost:" + silent.getLocalPort();
      var slow = tool("GET", "/slow", host);
      var ended = new CompletableFuture<Exception>();
      var call =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      slow.call(json("{}"), ALICE);
                    } catch (InterruptedException | RuntimeException e) {
                      ended.complete(e);
                    }
                  });
      try (var connection = silent.accept()) {
        connection.setSoTimeout(10_000);
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
        while (!in.readLine().isEmpty()) {
          // The head of the request: a server that has read it has begun its work.
        }
        call.interrupt();
        connection.setSoTimeout(1000);
        assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
        assertThat(ended.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      }
    }
  }

  @Test
  void everyFaultOfADefinitionIsNamed() {
    var read =
        HttpToolDefinition.read(
            json(
                "{'name':'a"
                    + " b','method':'TRACE','url':'http://{host}/x','headers':{'Authorization':'x','A':1},'parameters':{'type':'string'}}"));

    assertThat(read).isInstanceOf(HttpToolDefinition.Read.Bad.class);
    assertThat(((HttpToolDefinition.Read.Bad) read).faults())
        .extracting(Fault::field)
        .containsExactly(
            "name",
            "description",
            "parameters",
            "method",
            "url",
            "url",
            "headers.Authorization",
            "headers.A");
  }

  @ParameterizedTest
  @CsvSource({
    "file:///etc/passwd, http",
    "/relative, http",
    "http://user:secret@example.com/, without a user",
    "http://ex{city}.com/, placeholder in its host",
    "http://example.com/{town}, {town} is not among",
    "http://exa mple.com/, is not a valid address",
    "http://example.com/a/../b, must not have an empty segment",
    "http://example.com/a/%2e%2e/b, must not have an empty segment",
    "http://example.com//a, must not have an empty segment"
  })
  void addressesThatWouldLeadAstrayAreRefused(String url, String message) {
    var definition = json("{'name':'a','description':'b','method':'GET'}").put("url", url);
    definition.set("parameters", json("{'type':'object','properties':{'city':{}}}"));

    var read = HttpToolDefinition.read(definition);

    assertThat(read).isInstanceOf(HttpToolDefinition.Read.Bad.class);
    assertThat(((HttpToolDefinition.Read.Bad) read).faults().toString()).contains(message);
  }

  @Test
  void headersOfTheDefinitionAreCopied() {
    assertThat(
            new HttpToolDefinition("a", "b", json("{}"), "GET", "http://x/", Map.of("A", "1"))
                .headers())
        .containsEntry("A", "1");
  }
}
