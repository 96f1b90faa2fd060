package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The latency of a row from the commit of its transaction to a browser. Between the rows is one
 * that is rolled back, which must never arrive.
 */
public final class CommitLatency implements AutoCloseable {

  /** Number of events before the measurement, which warm the server up. */
  private static final int WARM_UP = 50;

  private final SseClient stream;
  private final Connection application;
  private final PreparedStatement insert;

  public CommitLatency(LibertyServer node, PostgresServer postgres) throws SQLException {
    stream = Client.of(node, Claims.of("alice")).stream("types=quick,never");
    application = postgres.connect();
    application.setAutoCommit(false);
    insert =
        application.prepareStatement(
            "insert into tidings_outbox (type, user_name, data) values (?, 'alice', '1')");
  }

  /**
   * Nanoseconds of each event, the shortest first.
   *
   * @param hiccups the longest one during each event is subtracted; null: none
   */
  public List<Long> measure(int events, @Nullable Hiccups hiccups) throws SQLException {
    var nanos = new ArrayList<Long>();
    for (int i = 1; i <= events + WARM_UP; i++) {
      execute("never");
      application.rollback();
      execute("quick");
      if (hiccups != null) {
        hiccups.begin();
      }
      long start = System.nanoTime();
      application.commit();
      long taken = stream.awaitEvents(i).getLast().arrivedNanos() - start;
      if (i > WARM_UP) {
        nanos.add(Math.max(0, taken - (hiccups == null ? 0 : hiccups.longest())));
      }
    }
    var types = stream.events().stream().map(SseEvent::type).toList();
    assertEquals(Set.of("quick"), Set.copyOf(types));
    nanos.sort(null);
    return nanos;
  }

  private void execute(String type) throws SQLException {
    insert.setString(1, type);
    insert.execute();
  }

  /** Prints the measurement; returns the p99 in microseconds. */
  public static long print(String how, List<Long> nanos) {
    long p50 = micros(nanos.get(nanos.size() / 2));
    long p99 = micros(nanos.get(nanos.size() * 99 / 100));
    Measured.print(
        "µs from the commit of a row to the browser, " + how + ", p50 / p99 / most",
        p50 + " / " + p99 + " / " + micros(nanos.getLast()));
    return p99;
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }

  @Override
  public void close() throws SQLException {
    stream.close();
    application.close();
  }
}
