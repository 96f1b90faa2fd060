package tidings.ingress.postgres;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Priority;
import tidings.event.PublisherId;
import tidings.event.codec.HostileNames;
import tidings.event.codec.Ingress;
import tidings.event.codec.MessageReader;
import tidings.event.codec.NameList;
import tidings.it.support.PostgresServer;

/** The table on a real PostgreSQL, read into a log that only remembers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxIT {

  private final PostgresServer postgres = PostgresServer.start("outbox");

  private Nodes nodes;

  @BeforeEach
  void makeADatabase() {
    nodes = Nodes.on(postgres);
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  @Test
  void aRowBecomesTheEventOfItsColumns() {
    try (var _ = nodes.start()) {
      nodes.sql(
          """
          insert into tidings_outbox (event_id, type, data, source, subject, user_name, session_id,
            groups, topic, priority, conflate, expires, created_at)
          values ('o-7', 'order.paid', '{"total": 12.50,  "b":1, "a":2}', '/shop', 'order 7',
            'alice,bob', 's1', 'staff', 'orders/7', 'high', 'order-7',
            '2100-01-31T13:00:00.5+01', '2026-01-31T12:00:00Z')\
          """);
      nodes.awaitEvents(1);
    }
    var event = nodes.log.all().getFirst();
    assertThat(event.id().source()).isEqualTo("/shop");
    assertThat(event.id().id()).isEqualTo("o-7");
    assertThat(event.type()).isEqualTo("order.paid");
    assertThat(requireNonNull(event.data()).text())
        .as("as written")
        .isEqualTo("{\"total\":12.50,\"b\":1,\"a\":2}");
    assertThat(event.subject()).isEqualTo("order 7");
    assertThat(event.audience().users()).isEqualTo(Set.of("alice", "bob"));
    assertThat(event.audience().session()).isEqualTo("s1");
    assertThat(event.audience().groups()).isEqualTo(Set.of("staff"));
    assertThat(event.audience().topic()).isEqualTo("orders/7");
    assertThat(event.priority()).isEqualTo(Priority.HIGH);
    assertThat(event.conflate()).isEqualTo("order-7");
    assertThat(event.expires()).isEqualTo(Instant.parse("2100-01-31T12:00:00.5Z"));
    assertThat(event.time()).isEqualTo("2026-01-31T12:00:00.000000Z");
    assertThat(nodes.count("tidings_outbox")).isZero();
  }

  @Test
  void aRowWithFewColumnsIsAnEvent() {
    try (var _ = nodes.start()) {
      nodes.sql("insert into tidings_outbox (type) values ('a')");
      nodes.sql(
          "insert into tidings_outbox (type, event_id, expires) values ('a', null, 'infinity')");
      nodes.awaitEvents(2);
    }
    assertThat(nodes.log.all())
        .extracting(event -> event.id().source())
        .containsOnly("postgres:tidings_outbox");
    assertThat(nodes.log.all())
        .extracting(event -> event.id().id())
        .doesNotContain("1")
        .contains("2");
    assertThat(nodes.log.all()).extracting(Event::data).containsOnlyNulls();
  }

  @Test
  void aWholeEventInOneColumnIsReadAsEveryIngressReadsIt() {
    try (var _ = nodes.start()) {
      nodes.sql(
          """
          insert into tidings_outbox (event) values
            ('{"specversion":"1.0","id":"e1","source":"/s","type":"whole","user":"alice","data":1}'),
            ('{"event":"plain","user_id":"bob","data":{"specversion":"no attribute"}}')\
          """);
      nodes.awaitEvents(2);
    }
    assertThat(nodes.log.all()).extracting(Event::type).containsExactlyInAnyOrder("whole", "plain");
    assertThat(nodes.log.all()).extracting(event -> event.id().id()).contains("e1");
    assertThat(nodes.log.buried).isEmpty();
  }

  @Test
  void aRolledBackTransactionEmitsNothing() throws SQLException {
    try (var _ = nodes.start();
        var application = nodes.connect();
        var statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("insert into tidings_outbox (type) values ('never')");
      application.rollback();
      statement.execute("insert into tidings_outbox (type) values ('committed')");
      application.commit();
      nodes.awaitEvents(1);
      nodes.awaitEmpty();
    }
    assertThat(nodes.log.all()).extracting(Event::type).containsExactly("committed");
  }

  /** Writers of a key take turns, because of the row lock of the row that they change. */
  @Test
  void eachKeyKeepsItsOrderUnderManyWritersAndReaders() throws Exception {
    int writers = 8;
    int each = 100;
    var settings = nodes.settings(7, Duration.ofMillis(500), Duration.ZERO, Nodes.PATIENCE);
    try (var _ = nodes.start(settings);
        var _ = nodes.start(settings);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes.sql("create table counters as select k, 0 as n from generate_series(0, 4) k");
      var work = new ArrayList<Callable<Void>>();
      for (int i = 0; i < writers; i++) {
        var random = new Random(i);
        work.add(() -> write(each, random));
      }
      for (var done : threads.invokeAll(work)) {
        done.get();
      }
      nodes.awaitEvents((long) writers * each);
      nodes.awaitEmpty();
    }
    var last = new HashMap<String, Integer>();
    for (var event : nodes.log.all()) {
      int number = Integer.parseInt(requireNonNull(event.data()).text());
      assertThat(number).isEqualTo(last.getOrDefault(event.type(), 0) + 1);
      last.put(event.type(), number);
    }
    assertThat(last.values().stream().mapToInt(n -> n).sum()).isEqualTo(writers * each);
    assertThat(nodes.log.duplicates()).isZero();
    assertThat(nodes.log.appends).allMatch(rows -> rows <= 7);
  }

  private Void write(int count, Random random) throws SQLException {
    try (var connection = nodes.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < count; i++) {
        statement.execute(
            """
            with changed as (update counters set n = n + 1 where k = %d returning k, n)
            insert into tidings_outbox (type, data) select 'key.' || k, to_json(n) from changed\
            """
                .formatted(random.nextInt(5)));
        connection.commit();
      }
    }
    return null;
  }

  /** All possible ways to name a few keys. */
  private static final String OF_FEW_KEYS =
      """
      insert into tidings_outbox (type, user_name, session_id, topic, event) values
        ('t', 'a', null, null, null), ('u', ' a ', 's', 'x', null), ('t', 'a,a', null, null, null),
        ('t', 'a,b', null, null, null), ('t', 'b, a', null, null, null),
        ('t', 'b,a', 's', null, null), ('t', null, 's', 'x', null), ('u', null, 's', null, null),
        ('t', null, null, 'x', null), ('u', null, null, 'x', null), ('t', null, null, null, null),
        (null, 'z', 'z', 'z', '{"type":"t","user":"a"}'),
        (null, null, null, null, '{"type":"t","user_id":"a","topic":"x"}'),
        (null, null, null, null, '[{"type":"t","user":" a"}]'),
        (null, null, null, null, '{"type":"t","user_id":"b,a,b"}'),
        (null, null, null, null, '{"event_type":"u","session_id":"s"}'),
        (null, null, null, null, '{"type":"u","user":null,"session":"s"}'),
        (null, null, null, null, '{"event":"t","topic":"x"}'),
        (null, null, null, null, '{"event":"t"}'), (null, null, null, null, '{"event_type":"t"}'),
        (null, null, null, null, '{"type":"t","user":7}'), ('t', '7', null, null, null),
        (null, null, null, null,
          '{"specversion":"1.0","id":"1","source":"/s","type":"t","user":"b,a","session":"s"}')\
      """;

  private void assertEachKeyHasOneLane() throws SQLException {
    var lanes = new TreeMap<String, Set<Integer>>();
    try (var connection = nodes.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("select lane, " + OutboxRow.COLUMNS + " from tidings_outbox")) {
      while (rows.next()) {
        var input = OutboxRow.read(rows).input();
        var ingress = Ingress.of(input.source(), input::position, Nodes.MAX_DATA);
        var event = MessageReader.read(ingress, input.headers(), input.payload());
        lanes.computeIfAbsent(event.partitionKey(), _ -> new TreeSet<>()).add(rows.getInt("lane"));
      }
    }
    assertThat(lanes).containsOnlyKeys("a", "a,b", "s", "x", "t", "7");
    assertThat(lanes.values()).as(lanes::toString).allMatch(one -> one.size() == 1);
  }

  @Test
  void rowsOfOneKeyAreInOneLaneInEveryNotation() throws SQLException {
    nodes.start().close();
    nodes.sql(OF_FEW_KEYS);
    assertEachKeyHasOneLane();
  }

  @Test
  void rowsThatWaitDuringAMigrationStayInTheirLanes() throws SQLException {
    nodes.migrateTo("2");
    nodes.sql(OF_FEW_KEYS);
    nodes.sql(
        "insert into tidings_outbox (type, topic, data)"
            + " select 't', 'x', to_json(n) from generate_series(1, 200) n");
    nodes.migrateTo("latest");
    assertEachKeyHasOneLane();
    try (var _ = nodes.start()) {
      nodes.awaitEvents(223);
      nodes.awaitEmpty();
    }
    assertThat(nodes.log.all())
        .filteredOn(event -> event.data() != null)
        .extracting(event -> Integer.parseInt(requireNonNull(event.data()).text()))
        .hasSize(200)
        .isSorted();
  }

  @Test
  void rowsWithoutANotificationAreFoundByPolling() {
    var settings = nodes.settings(1, Duration.ofMillis(200), Duration.ZERO, Nodes.PATIENCE);
    try (var outbox = nodes.start(settings)) {
      nodes.sql("alter table tidings_outbox disable trigger tidings_outbox_ring");
      nodes.sql("insert into tidings_outbox (type) values ('a'), ('a'), ('a')");
      nodes.awaitEvents(3);
      nodes.awaitEmpty();
      Awaitility.await().until(() -> outbox.ingested() == 3 && outbox.waiting() == 0);
    }
    assertThat(nodes.log.appends).containsExactly(1, 1, 1);
  }

  @Test
  void takenRowsStayForTheirTimeAndAreThenRemoved() {
    var keep = Duration.ofSeconds(3);
    var settings = nodes.settings(500, Duration.ofMillis(200), keep, Nodes.PATIENCE);
    try (var _ = nodes.start(settings)) {
      nodes.sql("insert into tidings_outbox (type) select 'a' from generate_series(1, 2500)");
      nodes.awaitEvents(2500);
      nodes.awaitEmpty();
      assertThat(nodes.count("tidings_outbox where done_at is not null")).isEqualTo(2500);
      Awaitility.await("the rows are removed")
          .atMost(Nodes.PATIENCE)
          .until(() -> nodes.count("tidings_outbox") == 0);
    }
    assertThat(nodes.log.duplicates()).isZero();
  }

  @Test
  void aRowOverTheLimitIsRejectedInTheApplicationsOwnTransaction() {
    try (var _ = nodes.start()) {
      // Two quotes, six letters of the type, and 36 of the generated id.
      var row =
          "insert into tidings_outbox (type, data) values ('larger', to_json(repeat('x', %d)))";
      int most = 524_288 - 2 - 6 - 36;
      nodes.sql(row.formatted(most));
      assertThatThrownBy(() -> nodes.sql(row.formatted(most + 1)))
          .rootCause()
          .hasMessageContaining("tidings_outbox_row_is_at_most_512_kib");
      assertThatThrownBy(() -> nodes.sql("insert into tidings_outbox (data) values ('1')"))
          .rootCause()
          .hasMessageContaining("tidings_outbox_has_either_type_or_event");
      nodes.awaitEmpty();
    }
    assertThat(nodes.log.buried).hasSize(1);
    assertThat(nodes.log.buried.getFirst().reason()).contains("data");
  }

  /** The bytes of the rows in memory are limited, too: 4 MiB, and the row that reaches them. */
  @Test
  void largeRowsComeInSmallerBatches() {
    try (var _ = nodes.start()) {
      nodes.sql(
          "insert into tidings_outbox (type, data)"
              + " select 'a', to_json(repeat('x', 60000)) from generate_series(1, 100)");
      nodes.awaitEvents(100);
      nodes.awaitEmpty();
    }
    assertThat(nodes.log.appends).containsExactly(70, 30);
  }

  @Test
  void aRowThatClaimsToBeTheServersEventIsADeadLetter() {
    try (var _ = nodes.start()) {
      nodes.sql(
          "create table own (id int);"
              + " create function pass() returns trigger language plpgsql as $$ begin"
              + " insert into tidings_outbox (type, watched) values ('row.updated', true);"
              + " return null; end $$;"
              + " create trigger pass after insert on own for each row execute function pass()");
      nodes.sql("create role forger; grant insert on tidings_outbox, own to forger");
      for (var forged :
          List.of(
              "insert into tidings_outbox (type) values ('row.inserted')",
              "insert into tidings_outbox (type, publisher, watched) values"
                  + " ('row.inserted', 'tidings', true)",
              "insert into tidings_outbox (type) values ('run.failed')",
              "insert into tidings_outbox (type, source) values ('t', 'tidings:runs')",
              "insert into tidings_outbox (event) values ('{\"event\":\"row.inserted\"}')",
              "insert into tidings_outbox (event, watched) values"
                  + " ('{\"type\":\"t\",\"publisher\":\"tidings\"}', true)",
              "set role forger; insert into tidings_outbox (type, watched) values"
                  + " ('row.deleted', true)",
              "set role forger; insert into own values (1)")) {
        nodes.sql(forged);
      }
      nodes.awaitEmpty();
      Awaitility.await("eight dead letters")
          .atMost(Nodes.PATIENCE)
          .until(() -> nodes.log.buried.size() == 8);
    }
    assertThat(nodes.log.all()).isEmpty();
    assertThat(nodes.log.buried)
        .allMatch(one -> one.reason().contains("reserved") || one.reason().contains("publisher"));
  }

  @Test
  void aRowIsOfTheRoleThatWroteItWhateverItClaims() {
    try (var _ = nodes.start()) {
      nodes.sql("create role mallory; grant insert on tidings_outbox to mallory");
      nodes.sql("create role billing; grant insert on tidings_outbox to billing");
      var row =
          "; insert into tidings_outbox (type, source, event_id, publisher)"
              + " values ('t', '/billing', 'invoice-4711', 'billing')";
      nodes.sql("set role mallory" + row);
      nodes.sql("set role billing" + row);
      nodes.sql("set role billing" + row);
      nodes.awaitEmpty();
      nodes.awaitEvents(2);
    }
    assertThat(nodes.log.all())
        .extracting(Event::id)
        .containsExactly(
            new EventId(PublisherId.source("postgres:mallory"), "/billing", "invoice-4711"),
            new EventId(PublisherId.source("postgres:billing"), "/billing", "invoice-4711"));
    assertThat(nodes.log.duplicates()).isEqualTo(1);
  }

  @Test
  void aChangeThatWaitsDuringAMigrationIsStillTheServers() {
    nodes.migrateTo("5");
    nodes.sql("create table orders (id int primary key); select tidings_watch('orders')");
    nodes.sql("insert into orders values (1)");
    try (var _ = nodes.start()) {
      nodes.awaitEvents(1);
      nodes.sql("insert into orders values (2)");
      nodes.awaitEvents(2);
    }
    assertThat(nodes.log.buried).isEmpty();
    assertThat(nodes.log.all())
        .extracting(event -> event.id().publisher())
        .containsOnly(PublisherId.SERVER);
  }

  @Test
  void everyNameOfAListArrivesUnchanged() throws SQLException {
    var names = HostileNames.sets().sampleStream().limit(200).toList();
    var sent = new ArrayList<Set<String>>();
    try (var _ = nodes.start();
        var connection = nodes.connect();
        var insert =
            connection.prepareStatement(
                "insert into tidings_outbox (type, user_name, groups) values ('t', ?, ?)")) {
      for (var some : names) {
        if (some.stream().allMatch(HostileNames::isAddressable)) {
          insert.setString(1, NameList.format(some));
          insert.setString(2, NameList.format(some));
          insert.addBatch();
          sent.add(some);
        }
      }
      insert.executeBatch();
      nodes.awaitEvents(sent.size());
      nodes.awaitEmpty();
    }
    assertThat(nodes.log.buried).isEmpty();
    assertThat(nodes.log.all())
        .extracting(event -> event.audience().users())
        .containsExactlyInAnyOrderElementsOf(sent);
    assertThat(nodes.log.all())
        .extracting(event -> event.audience().groups())
        .containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void anApplicationNeedsNoMoreThanToInsert() {
    try (var _ = nodes.start()) {
      nodes.sql("create role shop; grant insert on tidings_outbox to shop");
      nodes.sql("set role shop; insert into tidings_outbox (type) values ('a')");
      nodes.awaitEvents(1);
      assertThatThrownBy(() -> nodes.sql("set role shop; select * from tidings_outbox"))
          .rootCause()
          .hasMessageContaining("permission denied");
    }
  }
}
