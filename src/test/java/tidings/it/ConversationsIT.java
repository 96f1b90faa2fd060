package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.FreePort;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.PostgresNode;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.platform.database.DatabaseSettings;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.RoundState;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.conversation.store.Database;
import tidings.runs.run.Usage;

/** A user's conversations over HTTP; those in a PostgreSQL are written by the test. */
@ResourceLock(PostgresNode.LOCK)
@Order(3) // long, and much of it waits
class ConversationsIT {

  private static final String PATH = "/api/conversations";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final LibertyServer server = PostgresNode.get().server();
  private static Database database;
  private static Conversations conversations;

  @BeforeAll
  static void start() {
    var url = PostgresNode.get().postgres().url();
    var settings = new DatabaseSettings(url, null, null, 2, Duration.ofSeconds(5), "test");
    database = Database.open(settings, Clock.systemUTC());
    conversations = new Conversations(database, Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static Client client(String user) {
    return Client.of(server, Claims.of(user));
  }

  private static ObjectNode message(String role, String content) {
    return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
  }

  private static JsonNode read(Answer answer) {
    assertEquals(200, answer.status(), answer::body);
    assertEquals("application/json", answer.header("Content-Type"));
    return Json.read(answer.body());
  }

  private static JsonNode patch(Client as, String id, Map<String, ?> body) {
    return read(sent(as, "PATCH", id, Json.write(body)));
  }

  private static Answer sent(Client as, String method, String id, String body) {
    return as.send(method, PATH + "/" + id, Client.JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> ids(JsonNode page) {
    var ids = new ArrayList<String>();
    page.get("conversations").forEach(each -> ids.add(each.get("id").textValue()));
    return ids;
  }

  @Test
  void aConversationIsShownWithItsRoundsAndMessages() {
    var id = conversations.create("reader", Kind.GRAPH, "Two rounds").id();
    var first = conversations.begin("reader", id, "r-1", "n", List.of(message("user", "Hi")));
    var detail = JsonNodeFactory.instance.objectNode().put("result", "done");
    var said = List.of(message("user", "Hi"), message("assistant", "Hello"));
    conversations.save(first.orElseThrow(), said, detail);
    conversations.end(first.orElseThrow(), RoundState.COMPLETED, new Usage(3, 4, 7));
    conversations.begin("reader", id, "r-2", "n", List.of(message("user", "More")));

    var shown = read(client("reader").get(PATH + "/" + id));
    assertEquals(id, shown.get("id").textValue());
    assertEquals("graph", shown.get("kind").textValue());
    assertEquals("Two rounds", shown.get("title").textValue());
    assertEquals("active", shown.get("status").textValue());
    assertEquals(2, shown.get("round_count").intValue());
    assertEquals(7, shown.get("usage").get("total_tokens").intValue());
    assertFalse(shown.has("owner"));
    var rounds = shown.get("rounds");
    assertEquals(2, rounds.size());
    assertEquals("completed", rounds.get(0).get("state").textValue());
    assertEquals("r-1", rounds.get(0).get("run_id").textValue());
    assertEquals(said.get(1), rounds.get(0).get("messages").get(1));
    assertEquals(detail, rounds.get(0).get("detail"));
    assertTrue(rounds.get(0).has("ended"));
    assertEquals("running", rounds.get(1).get("state").textValue());
    assertFalse(rounds.get(1).has("ended"));
    assertFalse(rounds.get(1).has("detail"));

    var listed = read(client("reader").get(PATH)).get("conversations").get(0);
    assertFalse(listed.has("rounds"));
    assertEquals(shown.get("updated"), listed.get("updated"));
  }

  @Test
  void anothersIsNotFoundAndWithoutATokenNothingIs() {
    var id = conversations.create("owner", Kind.CHAT, "Mine").id();
    var other = Client.of(server, Claims.of("other").inGroups("admin", "publisher"));
    var anonymous = Client.anonymous(server);
    var unknown = id.substring(0, id.length() - 1) + "!";

    for (var which : List.of(id, unknown)) {
      var hidden = Problem.of(404, other.get(PATH + "/" + which));
      assertEquals("you have no conversation " + which, hidden.detail());
      Problem.of(404, sent(other, "PATCH", which, "{\"title\":\"stolen\"}"));
      Problem.of(404, sent(other, "DELETE", which, ""));
      Problem.of(401, anonymous.get(PATH + "/" + which));
      Problem.of(401, sent(anonymous, "PATCH", which, "{\"title\":\"stolen\"}"));
      Problem.of(401, sent(anonymous, "DELETE", which, ""));
    }
    Problem.of(401, anonymous.get(PATH));
    assertEquals(List.of(), ids(read(other.get(PATH))));
    assertEquals(List.of(), ids(read(other.get(PATH + "?q=mine"))));

    assertEquals("Mine", read(client("owner").get(PATH + "/" + id)).get("title").textValue());
  }

  @Test
  void aListIsPagedAndNarrowed() {
    var pager = client("pager");
    var made =
        IntStream.range(0, 7)
            .mapToObj(n -> conversations.create("pager", Kind.CHAT, "Number " + n).id())
            .toList();
    var seen = new ArrayList<String>();
    var page = read(pager.get(PATH + "?limit=3"));
    while (page.has("next")) {
      assertEquals(3, page.get("conversations").size());
      seen.addAll(ids(page));
      page = read(pager.get(PATH + "?limit=3&before=" + page.get("next").textValue()));
    }
    seen.addAll(ids(page));
    assertEquals(made.reversed(), seen);

    patch(pager, made.get(1), Map.of("tags", List.of("ä & b")));
    patch(pager, made.get(2), Map.of("status", "deleted"));
    patch(pager, made.get(3), Map.of("status", "favourite"));
    var agent = conversations.create("pager", Kind.AGENT, "An agent").id();
    var tag = URLEncoder.encode("ä & b", StandardCharsets.UTF_8);
    assertEquals(List.of(made.get(1)), ids(read(pager.get(PATH + "?tag=" + tag))));
    assertEquals(List.of(made.get(2)), ids(read(pager.get(PATH + "?status=deleted"))));
    assertEquals(List.of(agent), ids(read(pager.get(PATH + "?kind=agent"))));
    assertEquals(List.of(made.get(5)), ids(read(pager.get(PATH + "?q=NUMBER+5"))));
    var both = ids(read(pager.get(PATH + "?status=favourite,deleted")));
    assertEquals(both, ids(read(pager.get(PATH + "?status=favourite&status=deleted"))));
    assertEquals(Set.of(made.get(2), made.get(3)), Set.copyOf(both));
  }

  @Test
  void changesAreStored() {
    var id = conversations.create("changer", Kind.CHAT, "Before").id();
    var changer = client("changer");
    var changed =
        patch(
            changer,
            id,
            Map.of("title", " After ", "tags", List.of("a", "b"), "status", "favourite"));
    assertEquals("After", changed.get("title").textValue());
    assertEquals("[\"a\",\"b\"]", changed.get("tags").toString());
    assertEquals("favourite", changed.get("status").textValue());
    assertEquals("After", patch(changer, id, Map.of("tags", List.of())).get("title").textValue());
    var shown = read(changer.get(PATH + "/" + id));
    assertEquals("[]", shown.get("tags").toString());
    assertEquals("favourite", shown.get("status").textValue());
  }

  @Test
  void aChangeIsReportedToTheOwnerOnEveryTab() {
    var teller = client("teller");
    var id = conversations.create("teller", Kind.CHAT, "Before").id();
    try (var own = teller.stream("types=conversation.updated");
        var anothers = client("listener").stream("types=conversation.updated,marker")) {
      var changed = patch(teller, id, Map.of("title", "After", "tags", List.of("a")));
      var event = own.await("conversation.updated");
      assertEquals(changed, event.json());
      assertEquals(id, event.json().get("id").textValue());
      Client.publisher(server).publish(Map.of("type", "marker"));
      anothers.await("marker");
      assertEquals(1, anothers.events().size(), () -> anothers.events().toString());
    }
  }

  @Test
  void deletedConversationIsNotFound() {
    var id = conversations.create("deleter", Kind.CHAT, "Away").id();
    conversations.begin("deleter", id, "r-1", "n", List.of(message("user", "Hi")));
    var deleter = client("deleter");

    assertEquals(204, sent(deleter, "DELETE", id, "").status());

    Problem.of(404, sent(deleter, "DELETE", id, ""));
    Problem.of(404, deleter.get(PATH + "/" + id));
    assertEquals(List.of(), ids(read(deleter.get(PATH + "?status=active,favourite,deleted"))));
  }

  @Test
  void eachFaultIsNamed() {
    var id = conversations.create("faulty", Kind.CHAT, "As it was").id();
    var faulty = client("faulty");
    var all = Problem.of(400, faulty.get(PATH + "?kind=x&status=active,y&limit=0&before=z&tag="));
    assertEquals(Set.of("kind", "status", "limit", "before", "tag"), all.fields().keySet());
    Problem.of(400, faulty.get(PATH + "?limit=201"));
    Problem.of(400, faulty.get(PATH + "?q=" + "x".repeat(201)));

    var body =
        Map.of(
            "title",
            "x".repeat(201),
            "tags",
            List.of("fine", "", "x".repeat(21), 7),
            "status",
            "gone",
            "owner",
            "me");
    var faults = Problem.of(400, sent(faulty, "PATCH", id, Json.write(body))).fields().keySet();
    assertEquals(Set.of("title", "tags[1]", "tags[2]", "tags[3]", "status", "owner"), faults);
    var tooMany = IntStream.range(0, 11).mapToObj(n -> "t" + n).toList();
    for (var wrong :
        List.of(
            Map.of("title", " "),
            Map.of("title", 7),
            Map.of("tags", tooMany),
            Map.of("tags", "one"),
            Map.of("status", 1))) {
      var field = wrong.keySet().iterator().next();
      var problem = Problem.of(400, sent(faulty, "PATCH", id, Json.write(wrong)));
      assertEquals(Set.of(field), problem.fields().keySet());
    }
    for (var none : List.of("", "[]", "{", "\"title\"", "{} {}", "null")) {
      Problem.of(400, sent(faulty, "PATCH", id, none));
    }
    Problem.of(415, faulty.send("PATCH", PATH + "/" + id, "text/plain", new byte[0]));
    assertEquals("As it was", read(faulty.get(PATH + "/" + id)).get("title").textValue());
  }

  /** A server with nothing configured. */
  @Test
  void withoutConfigurationTheyAreInTheServersOwnFolder() {
    var newcomer = Client.of(SharedServer.get(), Claims.of("conversations-newcomer"));
    assertEquals(List.of(), ids(read(newcomer.get(PATH))));
    var folder = Path.of("target/it", SharedServer.NAME, "servers/defaultServer/data");
    assertTrue(Files.exists(folder.resolve("conversations.mv.db")));
  }

  @Test
  void aNodeWithoutItsDatabaseCarriesEventsAndFindsItLater() throws IOException {
    int port = FreePort.find();
    var nowhere = "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    var plan = PostgresNode.plan("conversations-away", nowhere).with("TIDINGS_OUTBOX", "false");
    try (var node = plan.startUnready()) {
      var alice = Client.of(node, Claims.of("alice").inGroups("publisher"));
      var refused = Problem.of(503, alice.get(PATH));
      assertEquals(5, refused.retryAfter());
      Problem.of(503, alice.get(PATH + "/cv-x"));
      try (var stream = alice.stream("")) {
        alice.publish(Map.of("type", "a", "user", "alice", "data", 1));
        assertEquals("1", stream.await("a").data());
      }
      assertTrue(node.log().contains("cannot be used"), node::log);
      var ready = Client.anonymous(node).get("/health/ready");
      assertEquals(503, ready.status(), "it does not know the revocations");
      assertTrue(ready.body().contains("revocations have not been read"), ready::body);

      try (var late = EmbeddedPostgres.builder().setPort(port).start()) {
        assertEquals(port, late.getPort());
        Awaitility.await("the database is found")
            .atMost(PATIENCE)
            .until(() -> alice.get(PATH).status() == 200);
        Awaitility.await("the revocations are read")
            .atMost(PATIENCE)
            .until(() -> Client.anonymous(node).get("/health/ready").status() == 200);
      }
      Awaitility.await("the database is missed")
          .atMost(PATIENCE)
          .untilAsserted(() -> Problem.of(503, alice.get(PATH)));
      assertEquals(200, Client.anonymous(node).get("/health/ready").status());
      var admin = Client.of(node, Claims.of("root").inGroups("admin"));
      var body = Json.write(Map.of("user", "alice", "until", "2999-01-01T00:00:00Z"));
      Problem.of(503, admin.post("/api/admin/revocations", Client.JSON, body));
      Problem.of(401, alice.get("/api/connections"));
    }
  }
}
