package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.Claims;
import tidings.it.support.CommitLatency;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.PostgresServer;
import tidings.it.support.Promptness;
import tidings.it.support.ResumingClient;
import tidings.it.support.Tokens;

/** Two nodes on one Kafka and one PostgreSQL whose outbox they share. */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresIngressIT {

  private static final int KEYS = 20;
  private static final int WAITING = Integer.getInteger("tidings.postgres.waiting", 20_000);
  private static final long MEBIBYTE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final PostgresServer postgres = PostgresServer.start("postgres-ingress");
  private final LibertyServer one = node("postgres-one");

  private LibertyServer node(String name) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .withSharedKafka("postgres")
        .with("TIDINGS_NODE", name)
        .with("TIDINGS_DATABASE_URL", postgres.url())
        .with("TIDINGS_DATABASE_TIMEOUT", "1s")
        .with("TIDINGS_LOG_RETAIN_BYTES", "8 MiB")
        .with("TIDINGS_LOG_REPLAY_BYTES", "8 MiB")
        .with("TIDINGS_LIMITS_CONNECT_RATE", "10000")
        .with("TIDINGS_OUTBOX_BATCH", "100")
        .start();
  }

  @AfterAll
  void stop() {
    one.close();
    postgres.close();
  }

  private static ResumingClient client(String query, LibertyServer... nodes) {
    var tokens = new HashMap<LibertyServer, String>();
    for (var node : nodes) {
      tokens.put(node, Tokens.dev(node, Claims.of("alice")));
    }
    return new ResumingClient(List.of(nodes), tokens, query, 1, 0);
  }

  /** Rows of {@link #KEYS} types, numbered from 1 upwards, in one transaction. */
  private void write(String type, int from, int to) throws SQLException {
    postgres.run(
        """
        insert into tidings_outbox (type, data)
        select '%s.' || n %% %d, to_json(n) from generate_series(%d, %d) n order by n\
        """
            .formatted(type, KEYS, from, to));
  }

  static void assertEverythingOnceInOrder(ResumingClient client, int count) {
    client.await(count, PATIENCE);
    var seen = new HashSet<Integer>();
    var last = new HashMap<String, Integer>();
    for (var event : client.events()) {
      int number = event.json().intValue();
      assertTrue(seen.add(number), () -> number + " came twice");
      var before = last.put(event.type(), number);
      assertTrue(before == null || before < number, () -> before + " before " + number);
    }
    assertEquals(count, seen.size(), "none was lost");
    assertEquals(List.of(), client.gaps());
  }

  @Test
  void aNodeThatDiesInTheMiddleLosesNothingDoublesNothingAndKeepsTheOrder() throws Exception {
    int rows = 10_000;
    var doomed = node("postgres-doomed");
    try (var client = client("types=die.*", one, doomed);
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing =
          pool.submit(
              () -> {
                for (int from = 1; from <= rows; from += 250) {
                  write("die", from, from + 249);
                }
                return null;
              });
      client.await(rows / 5, PATIENCE);
      Awaitility.await("the doomed node works too").until(() -> inputs(doomed) > 0);
      double byDoomed = inputs(doomed);
      doomed.process().kill();
      writing.get();
      assertEverythingOnceInOrder(client, rows);
      Measured.print("rows that the killed node took, of " + rows, byDoomed);
      Measured.print("duplicates dropped", one.metrics().get("tidings_duplicates_total"));
    } finally {
      doomed.close();
    }
  }

  private static double inputs(LibertyServer node) {
    return node.metrics().get("tidings_source_inputs_total{source=\"postgres\"}");
  }

  /**
   * The median distinguishes a notified row from a polled one; p99 is measured by the soak test.
   */
  @Test
  void aCommittedRowIsAtTheBrowserAtOnceAndARolledBackOneNever() throws Exception {
    try (var latency = new CommitLatency(one, postgres)) {
      var nanos = latency.measure(100, null);
      CommitLatency.print("beside other tests", nanos);
      var median = Duration.ofNanos(nanos.get(nanos.size() / 2));
      Promptness.assertWithin(Duration.ofMillis(100), median, "the median");
    }
  }

  /** They wait behind locked lanes, so that the heap can be measured before they are read. */
  @Test
  void aHundredThousandRowsThatWaitedComeInOrderAndNeedNoHeap() throws Exception {
    try (var client = client("types=wait.*", one);
        var lock = postgres.connect();
        var statement = lock.createStatement()) {
      lock.setAutoCommit(false);
      statement.execute("select * from tidings_outbox_lanes for update");
      write("wait", 1, WAITING);
      Awaitility.await("the rows are counted")
          .atMost(PATIENCE)
          .until(() -> one.metrics().get("tidings_source_backlog{source=\"postgres\"}") == WAITING);
      assertTrue(one.metrics().get("tidings_source_backlog_age_seconds{source=\"postgres\"}") > 0);
      long before = one.liveHeap();
      long start = System.nanoTime();
      lock.commit();
      long most = before;
      while (postgres.count("tidings_outbox") > 0) {
        most = Math.max(most, one.liveHeap());
      }
      var taken = Duration.ofNanos(System.nanoTime() - start);
      assertEverythingOnceInOrder(client, WAITING);
      long more = (most - before) / MEBIBYTE;
      Measured.print("MiB of heap more while " + WAITING + " rows were taken", more);
      Measured.print("until they were taken, collections of the heap among it", taken);
      Measured.print("connections that the client needed", client.connects() + 1);
      assertTrue(more < 64, () -> more + " MiB more");
    }
  }
}
