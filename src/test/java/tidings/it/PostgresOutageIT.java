package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.PostgresNode;
import tidings.it.support.PostgresServer;
import tidings.it.support.Problem;
import tidings.it.support.Readme;
import tidings.it.support.SseClient;

/**
 * One node, its PostgreSQL that becomes unreachable, rows that are not events, and the README's
 * lines.
 */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(PostgresNode.LOCK)
class PostgresOutageIT {

  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("tidings.postgres.away", 4));
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LETTERS = "/api/admin/dead-letters";

  private final PostgresServer postgres = PostgresNode.get().postgres();
  private final LibertyServer one = PostgresNode.get().server();

  @Test
  void databaseOutageLosesNoCommittedRow() throws Exception {
    var publisher = Client.publisher(one);
    var committed = new TreeSet<Integer>();
    var unknown = new TreeSet<Integer>();
    try (var rows = Client.of(one, Claims.of("alice")).stream("types=row");
        var posts = Client.of(one, Claims.of("alice")).stream("types=post")) {
      int number = 0;
      for (int i = 0; i < 200; i++) {
        insert(++number, committed, unknown);
      }
      postgres.stop();
      long stopped = System.nanoTime();
      insert(++number, committed, unknown);
      Awaitility.await("readiness reports it").atMost(PATIENCE).until(() -> status("ready") == 503);
      var health = Client.anonymous(one).get("/health/ready").body();
      assertTrue(health.contains("the database cannot be used"), health);
      assertEquals(200, status("live"));
      int published = 0;
      while (System.nanoTime() - stopped < AWAY.toNanos()) {
        publisher.publish(Map.of("type", "post", "user", "alice", "data", ++published));
        posts.awaitEvents(published);
      }
      assertTrue(published > 0);

      postgres.startAgain();
      for (int i = 0; i < 200; i++) {
        insert(++number, committed, unknown);
      }
      Awaitility.await("readiness reports it").atMost(PATIENCE).until(() -> status("ready") == 200);
      Awaitility.await("all that was committed")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertTrue(numbers(rows).containsAll(committed)));
      assertTrue(committed.size() >= 400, () -> committed.size() + " were committed");
      var more = numbers(rows);
      more.removeAll(committed);
      assertTrue(unknown.containsAll(more), () -> more + " were never committed");
      assertEquals(200, Client.of(one, Claims.of("alice")).get("/api/conversations").status());
      Measured.print("published over HTTP while PostgreSQL was unreachable", published);
    }
    var log = one.log();
    assertEquals(1, lines(log, "cannot be read"), () -> log);
    assertEquals(1, lines(log, "is read again"), () -> log);
  }

  private void insert(int number, Set<Integer> committed, Set<Integer> unknown) {
    try {
      postgres.run(
          "insert into tidings_outbox (type, user_name, data) values ('row', 'alice', '%d')"
              .formatted(number));
      committed.add(number);
    } catch (SQLException e) {
      unknown.add(number);
    }
  }

  private static Set<Integer> numbers(SseClient stream) {
    var numbers = new TreeSet<Integer>();
    for (var event : stream.events()) {
      assertTrue(numbers.add(event.json().intValue()), () -> event + " came twice");
    }
    return numbers;
  }

  private int status(String probe) {
    return Client.anonymous(one).get("/health/" + probe).status();
  }

  private static long lines(String log, String what) {
    return log.lines().filter(line -> line.contains("The outbox") && line.contains(what)).count();
  }

  @Test
  void rowsThatAreNoEventsAreDeadLettersAndTakenInAfterAll() throws Exception {
    var admin = Client.of(one, Claims.of("root").inGroups("admin"));
    try (var stream = Client.of(one, Claims.of("alice")).stream("types=good,mended")) {
      postgres.run(
          """
          insert into tidings_outbox (type, event_id, topic, priority, data) values
            ('good', 'g1', null, null, '1'), ('mended', 'm1', null, 'urgent', '{"n":2}'),
            ('tidings.open', 'm2', null, null, '3'), ('good', 'm3', 'a//b', null, '4'),
            ('good', 'm4', null, null, to_json(repeat('x', 70000))), ('good', 'g2', null, null, '5')\
          """);
      postgres.run("insert into tidings_outbox (event) values ('[\"no object\"]')");
      stream.awaitEvents(2, PATIENCE);
      Awaitility.await("five letters").atMost(PATIENCE).until(() -> letters(admin).size() == 5);
      Awaitility.await("no row stays")
          .atMost(PATIENCE)
          .until(() -> postgres.count("tidings_outbox") == 0);

      var letter = letters(admin).stream().filter(one -> at(one).endsWith("/m1")).findFirst();
      var reason = letter.orElseThrow().get("reason").textValue();
      assertTrue(reason.contains("priority"), reason);
      var replay = LETTERS + "/" + letter.orElseThrow().get("id").textValue() + "/replay";
      var again = Problem.of(400, admin.send("POST", replay, Client.JSON, new byte[0]));
      assertEquals(Set.of("priority"), again.fields().keySet());
      var mended = "{\"type\":\"mended\",\"data\":{\"n\":2}}".getBytes(StandardCharsets.UTF_8);
      var first = admin.send("POST", replay, Client.JSON, mended);
      assertEquals(202, first.status(), first::toString);
      assertEquals("{\"n\":2}", stream.await("mended", PATIENCE).data());
      var second = admin.send("POST", replay, Client.JSON, mended);
      assertEquals(1, Json.read(second.body()).get("duplicates").intValue(), second::toString);
      assertEquals(3, stream.events().size());
    }
  }

  private static List<JsonNode> letters(Client admin) {
    var letters = new ArrayList<JsonNode>();
    for (var letter : Json.read(admin.get(LETTERS + "?limit=200").body()).get("letters")) {
      if (letter.get("source").textValue().equals("postgres:tidings_outbox")) {
        letters.add(letter);
      }
    }
    return letters;
  }

  private static String at(JsonNode letter) {
    return letter.get("position").textValue();
  }

  @Test
  void theReadmesLinesWork() throws SQLException {
    var alice = Claims.of("alice");
    try (var stream = Client.of(one, alice).stream("types=order.paid,row.*")) {
      postgres.run("create table orders (id int primary key, customer text)");
      postgres.run(Readme.block("sql"));
      postgres.run("insert into orders values (7, 'alice')");

      assertEquals(7, stream.await("order.paid", PATIENCE).json().get("order").intValue());
      var row = stream.await("row.inserted", PATIENCE).json();
      assertEquals(7, row.get("key").get("id").intValue());
      postgres.run("select tidings_unwatch('orders'); drop table orders");
    }
  }
}
