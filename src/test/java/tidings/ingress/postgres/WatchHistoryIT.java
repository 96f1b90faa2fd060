package tidings.ingress.postgres;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.event.Event;
import tidings.it.support.PostgresServer;

/** Whether a table can be rebuilt from the events of {@code tidings_watch}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchHistoryIT {

  private static final int WRITERS = 50;
  private static final int TRANSACTIONS = 60;
  private static final int ROWS = 40;
  private final PostgresServer postgres = PostgresServer.start("watch-history");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Nodes nodes;

  /** A row of the table, rebuilt. */
  private final Map<Integer, ObjectNode> rebuilt = new TreeMap<>();

  @BeforeEach
  void makeADatabase() {
    nodes = Nodes.on(postgres);
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  @Test
  void theEventsOfFiftyWritersAreTheHistoryOfTheTable() throws Exception {
    var settings = nodes.settings(100, Duration.ofSeconds(1), Duration.ZERO, Nodes.PATIENCE);
    var changes = new HashMap<String, Integer>();
    try (var _ = nodes.start(settings);
        var _ = nodes.start(settings);
        var threads = Executors.newFixedThreadPool(WRITERS)) {
      nodes.sql("create table stock (id int primary key, version int, amount numeric(9,2))");
      nodes.sql("select tidings_watch('stock')");
      var work = new ArrayList<Callable<Map<String, Integer>>>();
      for (int i = 0; i < WRITERS; i++) {
        var random = new Random(i);
        work.add(() -> write(random));
      }
      for (var done : threads.invokeAll(work)) {
        done.get().forEach((type, count) -> changes.merge(type, count, Integer::sum));
      }
      nodes.awaitEvents(changes.values().stream().mapToInt(n -> n).sum());
      nodes.awaitEmpty();
    }

    var reported = new HashMap<String, Integer>();
    for (var event : nodes.log.all()) {
      reported.merge(event.type(), 1, Integer::sum);
      apply(event);
    }
    assertThat(reported).as("number of each type").isEqualTo(changes);
    assertThat(rebuilt).as("the content of the table").isEqualTo(table());
    assertThat(nodes.log.duplicates()).isZero();
    assertThat(nodes.log.buried).isEmpty();
    System.out.println("Measured: changes of " + WRITERS + " writers: " + reported);
  }

  /** The committed changes, by the type of their events. */
  private Map<String, Integer> write(Random random) throws SQLException {
    var committed = new HashMap<String, Integer>();
    try (var connection = nodes.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < TRANSACTIONS; i++) {
        var type = random.nextInt(4) == 0 ? "row.deleted" : "row.updated";
        type = random.nextInt(3) == 0 ? "row.inserted" : type;
        int changed = change(connection, type, random);
        if (random.nextInt(5) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          committed.merge(type, changed, Integer::sum);
        }
      }
    }
    committed.values().removeIf(count -> count == 0);
    return committed;
  }

  private static int change(Connection connection, String type, Random random) throws SQLException {
    int id = random.nextInt(ROWS);
    var sql =
        switch (type) {
          case "row.inserted" ->
              "insert into stock values (%d, 0, 0) on conflict do nothing".formatted(id);
          case "row.updated" ->
              "update stock set version = version + 1, amount = amount + %d.25 where id = %d"
                  .formatted(random.nextInt(100), id);
          default -> "delete from stock where id = " + id;
        };
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  /** One after another: each builds on exactly the row that the one before left. */
  private void apply(Event event) throws IOException {
    var data = JSON.readTree(requireNonNull(event.data()).text());
    int id = data.get("key").get("id").intValue();
    var row = rebuilt.get(id);
    switch (event.type()) {
      case "row.inserted" -> {
        assertThat(row).as(event::toString).isNull();
        rebuilt.put(id, (ObjectNode) data.get("new"));
      }
      case "row.updated" -> {
        var known = requireNonNull(row, event.toString());
        data.get("old")
            .properties()
            .forEach(
                was ->
                    assertThat(known.get(was.getKey()))
                        .as(event::toString)
                        .isEqualTo(was.getValue()));
        known.setAll((ObjectNode) data.get("changed"));
      }
      default -> {
        assertThat(row).as(event::toString).isEqualTo(data.get("old"));
        rebuilt.remove(id);
      }
    }
  }

  private Map<Integer, ObjectNode> table() throws SQLException, IOException {
    var rows = new TreeMap<Integer, ObjectNode>();
    try (var connection = nodes.connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery("select id, to_jsonb(stock)::text from stock")) {
      while (found.next()) {
        rows.put(found.getInt(1), (ObjectNode) JSON.readTree(found.getString(2)));
      }
    }
    return rows;
  }
}
