package tidings.ingress.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.event.Event;
import tidings.it.support.CapturedLog;
import tidings.it.support.PostgresServer;
import tidings.log.LogUnavailableException;
import tidings.log.RejectedInput;

/** Failures around the outbox, none of which loses an event. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxFailuresIT {

  private final PostgresServer postgres = PostgresServer.start("outbox-failures");
  private static final Duration POLL = Duration.ofMillis(200);

  private Nodes nodes;

  @RegisterExtension private final CapturedLog log = CapturedLog.of(SourceAvailability.class);

  @BeforeEach
  void begin() {
    nodes = Nodes.on(postgres);
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private static void await(Outbox outbox, boolean healthy) {
    Awaitility.await(healthy ? "it is available" : "it has a fault")
        .atMost(Nodes.PATIENCE)
        .until(() -> outbox.error().isEmpty() == healthy);
  }

  @Test
  void rowsThatTheLogRejectsStayAndAreIngestedLater() {
    var settings = nodes.settings(10, POLL, Duration.ZERO, Nodes.PATIENCE);
    try (var outbox = nodes.start(settings)) {
      nodes.log.fails = new LogUnavailableException("Kafka is down", null);
      nodes.sql(
          "insert into tidings_outbox (type, data) select 'k.' || n % 3, to_json(n)"
              + " from generate_series(1, 100) n");
      await(outbox, false);
      assertThat(outbox.error()).contains("the log does not accept events");
      assertThat(nodes.count("tidings_outbox")).isEqualTo(100);
      assertThat(outbox.ingested()).isZero();
      Awaitility.await().until(() -> outbox.waiting() == 100 && outbox.oldest().isPositive());

      nodes.log.fails = null;
      nodes.awaitEvents(100);
      nodes.awaitEmpty();
      await(outbox, true);
      assertThat(outbox.ingested()).isEqualTo(100);
    }
    assertThat(log.messages()).hasSize(2);
    assertThat(log.messages().getFirst())
        .contains("rows are not accepted", "Kafka is down", "stay");
    assertThat(log.messages().getLast()).contains("are accepted again");
  }

  /** The other node ingests the rows: no row is left that could fail here. */
  @Test
  void aNodeWithAnUnreachableLogRecoversWhenAnotherTookTheRows() {
    var settings = nodes.settings(10, POLL, Duration.ZERO, Nodes.PATIENCE);
    try (var outbox = nodes.start(settings)) {
      nodes.log.fails = new LogUnavailableException("away", null);
      nodes.sql("insert into tidings_outbox (type) values ('a')");
      await(outbox, false);
      nodes.sql("delete from tidings_outbox");
      await(outbox, true);
    }
  }

  @Test
  void aRowThatIsNotAnEventBecomesADeadLetterAndStopsNoneOfItsLane() {
    try (var _ = nodes.start()) {
      nodes.sql(
          """
          insert into tidings_outbox (event_id, topic, type, priority, data) values
            ('1', 't', 'good', null, '1'), ('2', 't', 'tidings.open', null, '1'),
            ('3', 't', 'good', 'urgent', '{"n":3}'), ('4', 't', 'good', null, to_json(repeat('x', 65535))),
            ('5', 't', 'good', null, to_json(repeat('x', 65534))), (null, 't', ' b', null, null)\
          """);
      nodes.sql(
          "insert into tidings_outbox (event_id, event) values ('e', '[1]'), ('f', '7'),"
              + " ('g', '{\"type\":\"good\",\"data\":\"a\\u0000b\"}'),"
              + " ('h', '{\"type\":\"good\",\"user\":\"a\\u0000b\"}'),"
              + " ('i', '{\"type\":\"good\",\"data\":\"\\ud800\"}')");
      nodes.awaitEmpty();
    }
    assertThat(nodes.log.all())
        .extracting(event -> event.id().id())
        .containsExactlyInAnyOrder("1", "5", "9/g", "11/i");
    assertThat(nodes.log.all()).extracting(Event::type).containsOnly("good");
    assertThat(nodes.log.buried)
        .extracting(RejectedInput::position)
        .containsExactlyInAnyOrder("2/2", "3/3", "4/4", "6", "7/e", "8/f", "10/h");
    assertThat(nodes.log.buried).extracting(RejectedInput::source).containsOnly(OutboxRow.SOURCE);
    var urgent =
        nodes.log.buried.stream()
            .filter(one -> one.position().equals("3/3"))
            .findFirst()
            .orElseThrow();
    assertThat(urgent.reason()).contains("priority").contains("high, normal or low");
    assertThat(urgent.headers()).containsEntry("ce_priority", "urgent").containsEntry("ce_id", "3");
    assertThat(urgent.bytes()).isEqualTo("{\"n\":3}".getBytes(UTF_8));
  }

  @Test
  void aNodeThatFallsSilentKeepsItsLaneForTheLeaseAndNoLonger() throws Exception {
    var lease = Duration.ofSeconds(2);
    var settings = nodes.settings(10, POLL, Duration.ZERO, lease);
    var first = new AtomicBoolean(true);
    var held = new CountDownLatch(1);
    nodes.log.beforeAppend =
        () -> {
          if (first.getAndSet(false)) {
            hold(held);
          }
        };
    try (var silent = nodes.start(settings);
        var _ = nodes.start(settings)) {
      long start = System.nanoTime();
      nodes.sql("insert into tidings_outbox (type, data) values ('a', '1'), ('a', '2')");
      nodes.awaitEvents(2);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(lease);
      nodes.awaitEmpty();
      held.countDown();
      Awaitility.await("a late append of the silent node is a duplicate")
          .atMost(Nodes.PATIENCE)
          .until(() -> nodes.log.duplicates() == 2);
      await(silent, true);
    }
    assertThat(nodes.log.events()).isEqualTo(2);
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aServerThatRestartsIsFoundAgainAndLoggedOnce() {
    try (var mortal = PostgresServer.start("outbox-mortal")) {
      goesAndComesBack(mortal, Nodes.on(mortal));
    }
  }

  private void goesAndComesBack(PostgresServer mortal, Nodes its) {
    var settings = its.settings(10, POLL, Duration.ZERO, Nodes.PATIENCE);
    try (var outbox = its.start(settings)) {
      its.sql("insert into tidings_outbox (type) values ('before')");
      its.awaitEvents(1);
      mortal.stop();
      await(outbox, false);
      assertThat(outbox.error()).contains("the database cannot be used");
      var late = its.launch(settings);
      await(late, false);
      Awaitility.await("the latecomer has tried")
          .atMost(Nodes.PATIENCE)
          .until(() -> log.messages().size() == 2);
      mortal.startAgain();
      try (late) {
        await(outbox, true);
        its.sql("insert into tidings_outbox (type) values ('after')");
        its.awaitEvents(2);
        await(late, true);
        its.awaitEmpty();
        // Each of the two once.
        assertThat(log.messages().stream().filter(line -> line.contains("cannot be read")))
            .hasSize(2)
            .allMatch(line -> line.contains("it is retried"));
        assertThat(log.messages().stream().filter(line -> line.contains("is read again")))
            .hasSize(2);
      }
    }
  }

  @Test
  void aListenerThatIsCutOffListensAgain() {
    try (var outbox = nodes.start()) {
      var its =
          "(select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and application_name like '% listener'"
              + " and pid <> pg_backend_pid()) as ended";
      Awaitility.await("its connection is ended").until(() -> nodes.count(its) == 1);
      nodes.sql("insert into tidings_outbox (type) values ('a')");
      nodes.awaitEvents(1);
      assertThat(outbox.error()).isEmpty();
    }
    assertThat(log.messages()).isEmpty();
  }

  /** Housekeeping uses another connection than the listener. */
  @Test
  void failedHousekeepingIsLoggedOnceAndDisturbsNeitherTheListenerNorTheReaders() {
    var keep = Duration.ofMillis(1);
    var settings = nodes.settings(10, POLL, keep, Nodes.PATIENCE);
    try (var outbox = nodes.start(settings)) {
      nodes.sql(
          """
          create function nobody_removes() returns trigger language plpgsql as
            $$ begin raise exception 'kept permanently'; end $$;
          create trigger nobody_removes before delete on tidings_outbox
            for each row execute function nobody_removes()\
          """);
      int listener = nodes.listener();
      nodes.sql("insert into tidings_outbox (type) values ('a')");
      nodes.awaitEvents(1);
      Awaitility.await("it is logged")
          .atMost(Nodes.PATIENCE)
          .until(() -> log.messages().stream().anyMatch(line -> line.contains("kept permanently")));
      Awaitility.await("more failures than one")
          .during(Duration.ofSeconds(2))
          .until(() -> nodes.listener() == listener);
      nodes.sql("insert into tidings_outbox (type) values ('b')");
      nodes.awaitEvents(2);
      assertThat(outbox.error()).isEmpty();
      assertThat(log.messages()).hasSize(1);

      nodes.sql("drop trigger nobody_removes on tidings_outbox");
      Awaitility.await("the kept rows are removed")
          .atMost(Nodes.PATIENCE)
          .until(() -> nodes.count("tidings_outbox") == 0);
    }
    assertThat(log.messages()).hasSize(2).last().asString().contains("is maintained again");
  }

  /** Like a lack of memory, which ends when other threads have released theirs. */
  @Test
  void anErrorEndsNoReader() {
    var settings = nodes.settings(10, POLL, Duration.ZERO, Nodes.PATIENCE);
    try (var outbox = nodes.start(settings)) {
      nodes.log.beforeAppend =
          () -> {
            throw new OutOfMemoryError("as a test has it");
          };
      nodes.sql("insert into tidings_outbox (type) select 'k.' || n from generate_series(1, 20) n");
      await(outbox, false);
      Awaitility.await("each reader has failed").until(() -> log.messages().size() >= 1);
      assertThat(nodes.count("tidings_outbox")).isEqualTo(20);
      nodes.log.beforeAppend = () -> {};
      nodes.awaitEvents(20);
      nodes.awaitEmpty();
      await(outbox, true);
    }
  }

  @Test
  void aClosedOutboxTakesNoMoreRows() {
    var outbox = nodes.start();
    outbox.close();
    nodes.sql("insert into tidings_outbox (type) values ('a')");
    try (var _ = nodes.start()) {
      nodes.awaitEvents(1);
      nodes.awaitEmpty();
    }
    assertThat(outbox.ingested()).isZero();
    assertThat(log.messages()).isEmpty();
  }
}
