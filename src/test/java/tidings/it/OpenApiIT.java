package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Yaml;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.OpenApiDocument;
import tidings.it.support.RunStream;
import tidings.it.support.SharedServer;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/** Compares the server with its description at {@code /openapi}. */
@ResourceLock(SharedServer.LOCK)
class OpenApiIT {

  private static final Path FILE = Path.of("src/main/webapp/META-INF/openapi.yaml");

  /**
   * A drain would leave the other tests without a server, the replay without a letter is 404, and
   * {@code SignInIT} has an identity provider.
   */
  private static final Set<String> NOT_TRIED =
      Set.of(
          "POST /api/admin/drain",
          "POST /api/admin/dead-letters/{id}/replay",
          "GET /auth/login",
          "GET /auth/callback",
          "POST /auth/refresh",
          "POST /auth/logout",
          "POST /auth/backchannel");

  private final LibertyServer server = SharedServer.get();
  private final Client nobody = Client.anonymous(server);
  private final String token =
      Tokens.dev(server, Claims.of("described").inGroups("publisher", "admin"));
  private final Client client = Client.bearer(server, token);

  private final OpenApiDocument document =
      OpenApiDocument.of(nobody.get("/openapi?format=JSON").body());
  private final Set<String> succeeded = new TreeSet<>();

  @Test
  void everyClientReceivesAValidDocument() {
    var answer = nobody.get("/openapi");
    assertEquals(200, answer.status(), answer::body);
    var read = new OpenAPIV3Parser().readContents(answer.body());
    assertEquals(List.of(), read.getMessages());
    assertEquals("3.1.0", read.getOpenAPI().getOpenapi());
  }

  @Test
  void theRuntimeAddsNothingToWhatIsWrittenAndLosesNothing() throws IOException {
    assertEquals(
        Yaml.mapper().readTree(FILE.toFile()),
        Json.read(nobody.get("/openapi?format=JSON").body()));
  }

  @Test
  void everyOperationAnswersAsTheDocumentSays() {
    events();
    connections();
    admin();
    runs();
    graphs();
    tools();
    openAi();
    signIn();
    runtime();
    var untried = new TreeSet<>(document.operations());
    untried.removeAll(succeeded);
    assertEquals(NOT_TRIED, untried);
  }

  /**
   * Calls an operation, whose path may have a query, and compares the answer with the document.
   *
   * @param ids the value of each parameter of the path
   */
  private Answer request(Client by, int status, String operation, String body, String... ids) {
    int space = operation.indexOf(' ');
    var verb = operation.substring(0, space);
    var path = operation.substring(space + 1);
    for (var id : ids) {
      path = path.replaceFirst("\\{[a-z]+}", id);
    }
    var answer = by.send(verb, path, Client.JSON, body.getBytes(StandardCharsets.UTF_8));
    assertEquals(status, answer.status(), () -> operation + " " + answer.body());
    described(operation.replaceFirst("\\?.*", ""), answer);
    return answer;
  }

  private JsonNode request(int status, String operation, String body, String... ids) {
    var answer = request(client, status, operation, body, ids);
    return Json.read(answer.body().isEmpty() ? "null" : answer.body());
  }

  private void described(String operation, Answer answer) {
    assertEquals(List.of(), document.faults(operation, answer), operation);
    if (answer.status() < 300) {
      succeeded.add(operation);
    }
  }

  private void events() {
    var event = "{\"type\":\"told\",\"user\":\"described\",\"data\":{\"n\":1}}";
    var cursor = request(202, "POST /api/events", event).get("cursor").textValue();
    request(202, "POST /api/events", "[" + event + "," + event + "]");
    request(400, "POST /api/events", "[{\"type\":\"tidings.open\"}]");
    request(413, "POST /api/events", "{\"type\":\"a\",\"data\":\"" + "x".repeat(70_000) + "\"}");
    request(nobody, 401, "POST /api/events", event);
    request(Client.of(server, Claims.of("reader")), 403, "POST /api/events", event);
    described("POST /api/events", client.post("/api/events", "text/plain", "a"));
    var polled = request(200, "GET /api/events/poll?timeout=5&cursor=" + cursor, "");
    assertFalse(polled.get("events").isEmpty(), polled::toString);
    request(200, "GET /api/events/poll?timeout=0&cursor=none", "");
    request(400, "GET /api/events/poll?timeout=soon", "");
    request(403, "GET /api/events/poll?topics=none", "");
    request(200, "HEAD /api/events", "");
    request(200, "HEAD /api/events/poll", "");
    var ticket = request(201, "POST /api/events/tickets", "").get("ticket").textValue();
    try (var stream = SseClient.open(server, "/api/events?ticket=" + ticket, Map.of())) {
      client.publish(Json.read(event));
      stream.awaitEvents(1);
      assertEquals(List.of(), document.faultsOf("Open", stream.await("tidings.open").json()));
    }
    try (var stream = client.stream("lastEventId=none")) {
      assertEquals(List.of(), document.faultsOf("Gap", stream.await("tidings.gap").json()));
      succeeded.add("GET /api/events");
    }
    described("GET /api/events", nobody.subscribe(""));
    described("GET /api/events", client.subscribe("format=none"));
  }

  private void connections() {
    try (var stream = client.stream("session=s")) {
      var id = stream.connection();
      var all = request(200, "GET /api/connections", "").get("connections");
      assertFalse(all.isEmpty());
      var change = "{\"subscribe\":{\"types\":[\"a.*\"]},\"unsubscribe\":{\"types\":[\"**\"]}}";
      request(200, "PATCH /api/connections/{id}", change, id);
      request(400, "PATCH /api/connections/{id}", "{\"subscribe\":{\"types\":1}}", id);
      request(200, "PUT /api/connections/{id}/token", "{\"token\":\"" + token + "\"}", id);
      request(400, "PUT /api/connections/{id}/token", "{\"token\":\"another\"}", id);
      var other = Client.of(server, Claims.of("reader"));
      request(other, 403, "DELETE /api/connections/{id}", "", id);
      request(204, "DELETE /api/connections/{id}", "", id);
      assertEquals(List.of(), document.faultsOf("Close", stream.await("tidings.close").json()));
    }
    request(404, "DELETE /api/connections/{id}", "", "c-none");
  }

  private void admin() {
    request(200, "GET /api/admin/dead-letters", "");
    request(400, "GET /api/admin/dead-letters?limit=0", "");
    request(404, "POST /api/admin/dead-letters/{id}/replay", "", "none");
    var lifted = "{\"user\":\"nobody\",\"until\":\"2020-01-01T00:00:00Z\"}";
    request(202, "POST /api/admin/revocations", lifted);
    request(200, "GET /api/admin/policy", "");
    request(200, "GET /api/admin/policy?user=nobody&groups=a,b&topic=x", "");
    request(400, "GET /api/admin/policy?topic=x", "");
    request(400, "POST /api/admin/revocations", "{}");
    request(Client.of(server, Claims.of("reader")), 403, "POST /api/admin/revocations", lifted);
  }

  private void signIn() {
    assertEquals("described", request(200, "GET /auth/me", "").get("user").textValue());
    request(nobody, 200, "GET /auth/me", "");
    request(Client.bearer(server, "none"), 401, "GET /auth/me", "");
    request(nobody, 404, "GET /auth/login", "");
    request(nobody, 404, "GET /auth/callback", "");
    request(nobody, 404, "POST /auth/refresh", "");
    request(nobody, 404, "POST /auth/logout", "");
  }

  private void runs() {
    var chat = "{\"user_prompt\":\"use a tool\",\"model_name\":\"scripted\",%s}";
    var whole = "\"mcp_servers\":[\"builtin\"],\"stream\":false";
    var said = request(200, "POST /api/chat/completions", chat.formatted(whole));
    request(400, "POST /api/chat/completions", "{\"mcp_servers\":[\"none\"]}");
    request(404, "POST /api/chat/completions", chat.formatted("\"conversation_id\":\"cv-none\""));
    var id = said.get("conversation_id").textValue();
    var agent = "{\"requirement\":\"use a tool\",\"model_name\":\"scripted\",\"stream\":false}";
    request(200, "POST /api/agents/run", agent);

    var streamed = chat.formatted("\"mcp_servers\":[\"builtin\"],\"temporary\":true");
    try (var stream = RunStream.post(client, "/api/chat/completions", Json.read(streamed))) {
      request(200, "GET /api/runs", "");
      frames(stream);
      var run = stream.run();
      request(200, "GET /api/runs/{id}", "", run);
      request(202, "POST /api/runs/{id}/cancel", "", run);
      try (var again = RunStream.watch(client, run)) {
        frames(again);
        succeeded.add("GET /api/runs/{id}/events");
        request(200, "HEAD /api/runs/{id}/events", "", run);
      }
    }
    request(404, "GET /api/runs/{id}/events", "", "r-none");
    conversations(id);
  }

  private void frames(RunStream stream) {
    var frames = stream.whole();
    assertEquals("[DONE]", frames.getLast().data());
    for (var frame : frames.subList(0, frames.size() - 1)) {
      assertEquals(List.of(), document.faultsOf("RunFrameData", frame.json()));
    }
  }

  private void conversations(String id) {
    request(200, "GET /api/conversations?limit=1", "");
    request(400, "GET /api/conversations?kind=none", "");
    request(200, "GET /api/conversations/{id}", "", id);
    request(
        200, "PATCH /api/conversations/{id}", "{\"tags\":[\"a\"],\"status\":\"favourite\"}", id);
    request(400, "PATCH /api/conversations/{id}", "{\"kind\":\"chat\"}", id);
    request(400, "POST /api/conversations/{id}/compact", "{}", id);
    request(200, "POST /api/conversations/{id}/compact", "{\"model_name\":\"scripted\"}", id);
    request(200, "GET /api/conversations/{id}", "", id);
    request(204, "DELETE /api/conversations/{id}", "", id);
    request(404, "DELETE /api/conversations/{id}", "", id);
  }

  private void graphs() {
    var graph =
        """
        {"name":"described","description":"Two","nodes":[
          {"name":"a","model_name":"scripted","input_nodes":["start"]},
          {"name":"b","model_name":"scripted","input_nodes":["a"],"mcp_servers":["builtin"]}]}\
        """;
    var run = "{\"graph_name\":\"described\",\"input_text\":\"use a tool\",\"stream\":%b}";
    request(201, "POST /api/graphs", graph);
    request(409, "POST /api/graphs", graph);
    request(400, "POST /api/graphs", "{\"nodes\":[{}]}");
    request(200, "GET /api/graphs", "");
    request(200, "GET /api/graphs/{name}", "", "described");
    request(200, "PUT /api/graphs/{name}", graph, "described");
    var done = request(200, "POST /api/graphs/execute", run.formatted(false));
    request(200, "GET /api/conversations/{id}", "", done.get("conversation_id").textValue());
    try (var stream =
        RunStream.post(client, "/api/graphs/execute", Json.read(run.formatted(true)))) {
      frames(stream);
    }
    request(400, "POST /api/graphs/execute", "{\"continue_from_checkpoint\":true}");
    request(204, "DELETE /api/graphs/{name}", "", "described");
    request(404, "GET /api/graphs/{name}", "", "described");
  }

  private void tools() {
    request(200, "GET /api/tools", "");
    var tool = "{\"description\":\"Looks up\",\"method\":\"GET\",\"url\":\"https://example.org/\"}";
    request(200, "PUT /api/tools/own/{name}", tool, "described");
    request(400, "PUT /api/tools/own/{name}", "{}", "described");
    request(200, "GET /api/tools/own/{name}", "", "described");
    request(204, "DELETE /api/tools/own/{name}", "", "described");
    request(404, "DELETE /api/tools/own/{name}", "", "described");
  }

  private void openAi() {
    var asked = "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    request(200, "POST /v1/chat/completions", asked);
    request(400, "POST /v1/chat/completions", "{}");
    request(nobody, 401, "POST /v1/chat/completions", asked);
    request(200, "GET /v1/models", "");
    request(200, "GET /v1/models/{id}", "", "scripted");
    request(404, "GET /v1/models/{id}", "", "none");
  }

  private void runtime() {
    request(nobody, 200, "POST /dev/token", "{\"user\":\"described\"}");
    request(nobody, 400, "POST /dev/token", "{\"expires_in\":0}");
    for (var probe : List.of("", "/started", "/live", "/ready")) {
      request(nobody, 200, "GET /health" + probe, "");
    }
    request(nobody, 200, "GET /metrics", "");
  }
}
