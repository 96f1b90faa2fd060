package tidings.log.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.it.support.KafkaBroker;
import tidings.it.support.KafkaTopic;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.CursorStatus;
import tidings.log.DeadLetter;
import tidings.log.DeadLetters;
import tidings.log.ExpiredException;
import tidings.log.LogEntry;
import tidings.log.LogSettings;
import tidings.log.Offset;
import tidings.log.RejectedInput;
import tidings.log.TailEntry;
import tidings.log.TooLargeForLogException;

/** The log of a cluster on a real Kafka: replay, duplicates, and the status of cursors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // long
class KafkaLogIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PARTITIONS = 3;

  private final KafkaBroker broker = KafkaBroker.wired("kafka-log");
  private final Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
  private final List<Node> nodes = new ArrayList<>();
  private String name = "";
  private int retainEvents;
  private long recallEvents;
  private Duration window = Duration.ofMinutes(10);

  @BeforeEach
  void nameTheTopic(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    retainEvents = 30;
    recallEvents = 100_000;
    window = Duration.ofMinutes(10);
  }

  @AfterEach
  void stopNodes() {
    nodes.forEach(Node::close);
    nodes.clear();
  }

  @AfterAll
  void stop() {
    admin.close();
    broker.close();
  }

  private LogSettings settings() {
    return settings(broker.address());
  }

  private LogSettings settings(String servers) {
    return new LogSettings(
        new LogSettings.Dedupe(window, 100_000),
        new LogSettings.Retention(retainEvents, 1 << 24, 50),
        new LogSettings.Replay(recallEvents, 1 << 24),
        1000,
        65_536,
        100,
        new LogSettings.Kafka(
            List.of(name),
            name + ".dead",
            name + ".group",
            PARTITIONS,
            Duration.ofSeconds(10),
            Map.of("bootstrap.servers", servers)));
  }

  /** One node's log, and the entries that it was given. */
  private final class Node implements AutoCloseable {
    final KafkaLog log;
    final DeadLetters deadLetters;
    final Queue<TailEntry> given = new ConcurrentLinkedQueue<>();
    final Cursor begin;

    Node() {
      this(settings());
    }

    Node(LogSettings settings) {
      log = new KafkaLog(settings);
      deadLetters = log.deadLetters();
      nodes.add(this);
      Thread.ofPlatform().daemon().start(() -> log.tail(given::add));
      awaitReady();
      var first = given.peek();
      begin = first == null ? log.position() : first.cursor().before(first.entry().offset());
    }

    void awaitReady() {
      Awaitility.await("ready").atMost(PATIENCE).until(() -> log.error().isEmpty());
    }

    List<TailEntry> await(int count) {
      Awaitility.await("entries of " + name).atMost(PATIENCE).until(() -> given.size() >= count);
      return List.copyOf(given);
    }

    Appended append(Event... events) {
      return log.append(List.of(events)).toCompletableFuture().join();
    }

    @Override
    public void close() {
      log.close();
    }
  }

  private String faultWith(Map<String, String> config) throws Exception {
    name = "unfit-" + config.hashCode();
    admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(config))).all().get();
    try (var log = new KafkaLog(settings())) {
      Thread.ofPlatform().daemon().start(() -> log.tail(_ -> {}));
      Awaitility.await("the topic is rejected")
          .atMost(PATIENCE)
          .until(() -> log.error().filter(why -> why.contains("is required")).isPresent());
      return log.error().orElseThrow().replace(name, "T");
    }
  }

  @Test
  void topicThatWouldLoseOrRejectEventsIsNamed() throws Exception {
    var before = "the log cannot be read: topic T: its ";
    assertThat(faultWith(Map.of("cleanup.policy", "compact")))
        .isEqualTo(before + "cleanup.policy is 'compact', and 'delete' is required");
    assertThat(faultWith(Map.of("retention.ms", "599999")))
        .isEqualTo(
            before
                + "retention.ms is '599999', and at least 600000 (tidings.dedupe-window) is"
                + " required");
    assertThat(faultWith(Map.of("max.message.bytes", "81919")))
        .startsWith(before + "max.message.bytes is '81919', and at least 81920 (tidings.limits");
  }

  @Test
  void readerWithADeadConnectionGivesNoProofThoughKafkaRespondsOnOthers() {
    var other = new Node();
    var node = new Node(settings(broker.wiredAddress()));
    other.append(event("e-1", "alice"));
    node.await(1);
    broker.wire().fallSilent(); // connections that are opened from now on work
    other.append(event("e-2", "alice"));
    Awaitility.await("no proof that it reads")
        .atMost(PATIENCE)
        .until(() -> node.log.timeSinceProof().toSeconds() >= 6);
    assertThat(node.log.error()).as("result of the probe").isEmpty();
    assertThat(node.given).hasSize(1);
    assertThat(other.log.timeSinceProof()).as("of a quiet log").isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void topicThatJustMeetsTheRequirementsIsRead() throws Exception {
    var edge = Map.of("retention.ms", "600000", "max.message.bytes", "81920");
    admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(edge))).all().get();
    var node = new Node();
    node.append(event("e-1", "alice"));
    assertThat(node.await(1)).hasSize(1);
  }

  private Event event(String id, String user) {
    return TestEvent.of("t", new EventId(PublisherId.source("kafka:" + name), "test", id))
        .extension("user", user)
        .event();
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, String id, long millis) {
    var json = "{\"type\":\"t\",\"source\":\"test\",\"id\":\"" + id + "\"}";
    return new ProducerRecord<>(
        topic, partition, millis, null, json.getBytes(StandardCharsets.UTF_8));
  }

  private ProducerRecord<byte[], byte[]> record(int partition, String id) {
    return record(name, partition, id, System.currentTimeMillis());
  }

  private void createTopic() throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
    awaitLeaders();
  }

  /** A producer that learns too early that there is no leader may delay a batch without end. */
  private void awaitLeaders() {
    var partitions = new HashMap<TopicPartition, OffsetSpec>();
    for (int p = 0; p < PARTITIONS; p++) {
      partitions.put(new TopicPartition(name, p), OffsetSpec.latest());
    }
    Awaitility.await("leaders of " + name)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsMatching(e -> e.getCause() instanceof RetriableException)
        .until(() -> admin.listOffsets(partitions).all().get() != null);
  }

  private void write(List<ProducerRecord<byte[], byte[]>> records) {
    new KafkaTopic(broker, name).write(records);
  }

  /** Events with numbers in this range, distributed over the partitions in turn. */
  private List<ProducerRecord<byte[], byte[]>> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> record(i % PARTITIONS, "" + i)).toList();
  }

  private static List<String> ids(List<TailEntry> given, boolean fresh) {
    return given.stream()
        .filter(one -> one.fresh() == fresh)
        .map(one -> one.event().id().id())
        .toList();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  @Test
  void aNodeReceivesTheLastEntriesAndThenNewOnes() throws Exception {
    createTopic();
    write(numbered(0, 100));
    var node = new Node();
    assertThat(ids(node.await(30), false)).containsExactlyInAnyOrderElementsOf(ids(70, 100));
    assertThat(node.log.events()).isZero();

    write(numbered(100, 110));
    var all = node.await(40);
    assertThat(ids(all, true)).containsExactlyInAnyOrderElementsOf(ids(100, 110));
    assertThat(all.subList(0, 30)).noneMatch(TailEntry::fresh);
    assertThat(node.log.events()).isEqualTo(10);
    assertThat(all.getFirst().entry().ingestedNanos()).isZero();

    var expected = all.getFirst().cursor().before(all.getFirst().entry().offset());
    for (var logged : all) {
      expected = expected.after(logged.entry().offset());
      assertThat(logged.cursor()).isEqualTo(expected);
    }
    assertThat(node.log.position()).isEqualTo(expected);
    assertThat(IntStream.range(0, PARTITIONS).mapToLong(expected::next).sum()).isEqualTo(110);
  }

  @Test
  void aNodeThatStartsWithEmptyPartitionsIsReady() throws Exception {
    createTopic();
    write(List.of(record(1, "a"), record(1, "b")));
    var node = new Node();
    assertThat(ids(node.await(2), false)).containsExactly("a", "b");
  }

  @Test
  void transactionMarkersAndAbortedRecordsDelayNoEntry() throws Exception {
    createTopic();
    var config =
        Map.<String, Object>of("bootstrap.servers", broker.address(), "transactional.id", name);
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < 4; i++) {
        producer.beginTransaction();
        producer.send(record(0, "t" + i)).get();
        producer.send(record(1, "u" + i)).get();
        if (i % 2 == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
      var node = new Node();
      assertThat(ids(node.await(4), false)).containsExactlyInAnyOrder("t0", "u0", "t2", "u2");
      assertThat(node.log.position().next(0)).as("behind the last mark").isEqualTo(8);
      assertThat(replayed(node, node.log.position().before(new Offset(0, 0))))
          .extracting(entry -> entry.event().id().id())
          .containsExactly("t0", "t2");
    }
  }

  @Test
  void aNodeDecidesTheSameAfterARestartAndAsTheOthers() throws Exception {
    createTopic();
    retainEvents = 3 * 20;
    var old = new Node();
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (int i = 0; i < 120; i++) {
      records.add(record(i % PARTITIONS, "" + i));
      records.add(record(i % PARTITIONS, "" + (i / 6 * 3 + i % PARTITIONS)));
    }
    write(records);
    // The last event's copy is in its partition twice; a mark shows the end of the new entries.
    write(List.of(record(0, "end"), record(1, "end1"), record(2, "end2")));
    Awaitility.await().atMost(PATIENCE).until(() -> endsIn(old) == 3);
    var before = offsetsFrom(old, 0);

    var restarted = new Node();
    var floor = restarted.begin;
    assertThat(offsetsFrom(restarted, 0))
        .isNotEmpty()
        .isEqualTo(before.stream().filter(place -> !floor.has(place)).toList());

    write(List.of(record(0, "0"), record(1, "100"), record(2, "x")));
    for (var node : List.of(old, restarted)) {
      Awaitility.await().atMost(PATIENCE).until(() -> node.log.position().next(2) == 82);
      Awaitility.await().atMost(PATIENCE).until(() -> node.log.position().next(0) == 82);
      Awaitility.await().atMost(PATIENCE).until(() -> node.log.position().next(1) == 82);
      assertThat(ids(List.copyOf(node.given), true)).endsWith("x");
      assertThat(ids(List.copyOf(node.given), true)).doesNotHaveDuplicates();
    }
  }

  private static long endsIn(Node node) {
    return node.given.stream().filter(one -> one.event().id().id().startsWith("end")).count();
  }

  private static List<Offset> offsetsFrom(Node node, int partition) {
    return node.given.stream()
        .map(one -> one.entry().offset())
        .filter(place -> place.partition() >= partition)
        .sorted()
        .toList();
  }

  @Test
  void aDuplicateIsDroppedOnAppendOverAllPartitionsAndWithinARequest() throws Exception {
    createTopic();
    var node = new Node();
    assertThat(node.append(event("1", "a"), event("2", "a"), event("1", "a")))
        .extracting(Appended::accepted, Appended::duplicates)
        .containsExactly(2, 1);
    write(List.of(record(2, "elsewhere")));
    node.await(3);
    assertThat(node.append(event("1", "b"), event("elsewhere", "b")))
        .extracting(Appended::accepted, Appended::duplicates)
        .containsExactly(0, 2);
    assertThat(node.log.duplicates()).isEqualTo(3);
  }

  @Test
  void anEventSentAgainDuringItsWriteIsAppendedOnce() throws Exception {
    createTopic();
    var node = new Node();
    var sent = new ArrayList<Future<Appended>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        sent.add(threads.submit(() -> node.append(event("same", "a"))));
      }
    }
    int accepted = 0;
    for (var one : sent) {
      accepted += one.get().accepted();
    }
    assertThat(accepted).isEqualTo(1);
    assertThat(new KafkaTopic(broker, name).read()).hasSize(1);
    assertThat(node.log.duplicates()).isEqualTo(49);
  }

  @Test
  void anEventTooLargeForKafkaIsRejectedPermanently() throws Exception {
    var node = new Node();
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    var small = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000");
    var change = new AlterConfigOp(small, AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
    // The broker applies the change some time after the controller has confirmed it.
    var number = new AtomicInteger();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> node.append(event(number.incrementAndGet() + "x".repeat(5000), "a")))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TooLargeForLogException.class));
    assertThat(node.append(event("small", "a")).accepted()).isEqualTo(1);
  }

  /** All entries between a cursor and the first entry that the node was given. */
  private static List<LogEntry> replayed(Node node, Cursor from) {
    return replayed(node, from, node.log.position());
  }

  private static List<LogEntry> replayed(Node node, Cursor from, Cursor to) {
    var entries = new ArrayList<LogEntry>();
    try (var replay = node.log.replay(from, to)) {
      for (var chunk = replay.next(); !chunk.isEmpty(); chunk = replay.next()) {
        assertThat(chunk).hasSizeLessThanOrEqualTo(256);
        entries.addAll(chunk);
      }
    }
    return entries;
  }

  private static Cursor start(Node node) {
    return Cursor.of(node.log.position().epoch(), List.of(0L, 0L, 0L));
  }

  @Test
  void entriesOlderThanTheRetainedOnesAreReplayedFromKafka() throws Exception {
    createTopic();
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (int i = 0; i < 5000; i++) {
      records.add(record(i % PARTITIONS, "" + i));
      if (i % 10 == 0 && i >= 300) {
        records.add(record(i % PARTITIONS, "" + (i - 300))); // a duplicate
      }
      if (i % 100 == 0) {
        records.add(new ProducerRecord<>(name, 0, null, new byte[] {'{'}));
      }
    }
    write(records);
    var node = new Node();
    var entries = replayed(node, start(node), node.begin);
    var all = new ArrayList<>(entries);
    node.given.forEach(one -> all.add(one.entry()));

    assertThat(all)
        .extracting(entry -> entry.event().id().id())
        .containsExactlyInAnyOrderElementsOf(ids(0, 5000));
    var numbers = new HashMap<Integer, Integer>();
    var positions = new HashMap<Integer, Long>();
    for (var entry : all) {
      int number = Integer.parseInt(entry.event().id().id());
      int partition = entry.offset().partition();
      assertThat(number).isGreaterThan(numbers.getOrDefault(partition, -1));
      assertThat(entry.offset().position()).isGreaterThan(positions.getOrDefault(partition, -1L));
      numbers.put(partition, number);
      positions.put(partition, entry.offset().position());
    }
    assertThat(entries).allMatch(entry -> entry.ingestedNanos() == 0);

    // From the middle, by a node that has not read the entries before.
    var other = new Node();
    var middle = Cursor.of(node.begin.epoch(), List.of(700L, 800L, 900L));
    assertThat(replayed(other, middle, node.begin))
        .extracting(LogEntry::offset)
        .containsExactlyInAnyOrderElementsOf(
            entries.stream().map(LogEntry::offset).filter(place -> !middle.has(place)).toList());
  }

  @Test
  void manyReplaysFromNearlyTheSameCursorShareOneReading() throws Exception {
    createTopic();
    write(numbered(0, 6000));
    var node = new Node();
    var from = Cursor.of(node.log.position().epoch(), List.of(40L, 50L, 60L));
    var tasks = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < 50; i++) {
      var own = from.after(i % PARTITIONS, 60 + i);
      tasks.add(() -> replayed(node, own, node.begin).size());
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var size : threads.invokeAll(tasks)) {
        assertThat(size.get()).isBetween(5970 - 150 - 120, 5970 - 150);
      }
    }
    // 2000 entries in each of the partitions, in segments of 512, and the entries before the first
    assertThat(node.log.replayReads()).isEqualTo(5 * PARTITIONS);
  }

  @Test
  void theLogReportsTheStatusOfACursor() throws Exception {
    createTopic();
    recallEvents = 500;
    write(numbered(0, 900));
    var node = new Node();
    var log = node.log;
    var end = log.position();
    assertThat(log.status(end)).isEqualTo(CursorStatus.READABLE);
    assertThat(log.status(node.begin)).isEqualTo(CursorStatus.READABLE);
    assertThat(log.status(end.after(1, 5_000_000))).isEqualTo(CursorStatus.AHEAD);
    assertThat(log.status(end.ahead(List.of(new Offset(0, 300))))).isEqualTo(CursorStatus.AHEAD);
    assertThat(log.status(Cursor.of(end.epoch() + 1, List.of(1L, 1L, 1L))))
        .isEqualTo(CursorStatus.FOREIGN);
    assertThat(log.status(end.widened(4))).isEqualTo(CursorStatus.FOREIGN);
    assertThat(log.status(start(node))).as("too far").isEqualTo(CursorStatus.EXPIRED);
    assertThat(log.status(Cursor.of(end.epoch(), List.of(300L, 300L))))
        .as("from before a partition was added")
        .isEqualTo(CursorStatus.READABLE);

    // Entries that another node was just given are not ahead, though this node's answer is older.
    write(List.of(record(0, "new")));
    assertThat(log.status(end.after(0, 300))).isEqualTo(CursorStatus.READABLE);

    admin
        .deleteRecords(Map.of(new TopicPartition(name, 2), RecordsToDelete.beforeOffset(290)))
        .all()
        .get();
    var lost = end.before(new Offset(2, 289));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log.status(lost)).isEqualTo(CursorStatus.EXPIRED));
    assertThat(log.status(end.before(new Offset(2, 290)))).isEqualTo(CursorStatus.READABLE);
    assertThatThrownBy(() -> replayed(node, lost)).isInstanceOf(ExpiredException.class);
    assertThat(replayed(node, end.before(new Offset(2, 290)), end)).hasSize(10);
  }

  @Test
  void aRecreatedTopicIsAnotherLog() throws Exception {
    createTopic();
    write(numbered(0, 60));
    var node = new Node();
    var old = node.log.position();
    admin.deleteTopics(List.of(name)).all().get();
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              createTopic();
              return true;
            });
    Awaitility.await("another epoch")
        .atMost(PATIENCE)
        .until(() -> node.log.position().epoch() != old.epoch());
    node.awaitReady();
    assertThat(node.log.status(old)).isEqualTo(CursorStatus.FOREIGN);
    write(List.of(record(0, "1")));
    var all = node.await(31);
    assertThat(all.getLast().fresh()).isTrue();
    assertThat(all.getLast().event().id().id()).as("not known from the other log").isEqualTo("1");
    assertThat(all.getLast().cursor()).isEqualTo(start(node).after(0, 0));
  }

  @Test
  void partitionsThatAreAddedAreReadFromTheirBeginning() throws Exception {
    createTopic();
    var node = new Node();
    var old = node.log.position();
    admin.createPartitions(Map.of(name, NewPartitions.increaseTo(4))).all().get();
    write(List.of(record(3, "added")));
    var added = node.await(1).getFirst();
    assertThat(added.fresh()).isTrue();
    assertThat(added.cursor()).isEqualTo(old.widened(4).after(3, 0));
    assertThat(node.log.status(old)).isEqualTo(CursorStatus.READABLE);
    assertThat(replayed(node, old)).hasSize(1);
  }

  @Test
  void eachPoisonRecordHasOneDeadLetterInTheCluster() throws Exception {
    createTopic();
    write(List.of(poison(0))); // while no node runs
    var one = new Node();
    var two = new Node();
    write(IntStream.range(1, 200).mapToObj(this::poison).toList());
    write(List.of(record(0, "good")));
    Awaitility.await("all are counted")
        .atMost(PATIENCE)
        .until(() -> one.deadLetters.count() + two.deadLetters.count() >= 200);
    one.close();
    write(IntStream.range(200, 220).mapToObj(this::poison).toList());
    Awaitility.await("the other takes over")
        .atMost(PATIENCE)
        .until(() -> one.deadLetters.count() + two.deadLetters.count() >= 220);

    assertThat(ids(two.await(1), true)).containsExactly("good");
    var letters = new KafkaTopic(broker, name + ".dead").read();
    assertThat(letters).hasSize(220);
    assertThat(letters)
        .extracting(letter -> new String(letter.key(), StandardCharsets.UTF_8))
        .doesNotHaveDuplicates();
    assertThat(one.deadLetters.count() + two.deadLetters.count()).isEqualTo(220);
  }

  @Test
  void deadLettersAreListedNewestFirstByEveryNodeAndAPageAtATime() throws Exception {
    createTopic();
    var one = new Node();
    var two = new Node();
    assertThat(two.deadLetters.newest(10, null).letters()).isEmpty();
    write(IntStream.range(0, 25).mapToObj(this::poison).toList());
    Awaitility.await("all are there")
        .atMost(PATIENCE)
        .until(() -> two.deadLetters.newest(DeadLetters.MAX_PAGE, null).letters().size() == 25);

    var listed = new ArrayList<DeadLetter>();
    var page = one.deadLetters.newest(10, null);
    listed.addAll(page.letters());
    while (page.more()) {
      page = two.deadLetters.newest(10, listed.getLast().id());
      listed.addAll(page.letters());
    }
    assertThat(listed)
        .extracting(letter -> letter.input().position())
        .hasSize(25)
        .doesNotHaveDuplicates();
    assertThat(listed).isEqualTo(two.deadLetters.newest(25, null).letters());
    assertThat(listed).extracting(DeadLetter::at).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(page.more()).isFalse();
    assertThat(page.letters()).hasSize(5);
    assertThat(one.deadLetters.newest(10, "no id").letters()).isEmpty();
  }

  @Test
  void aDeadLetterIsFoundAgainAndKnownAsReplayedOnEveryNode() throws Exception {
    createTopic();
    var one = new Node();
    var two = new Node();
    write(List.of(poison(0), poison(1)));
    Awaitility.await("both are there")
        .atMost(PATIENCE)
        .until(() -> two.deadLetters.newest(10, null).letters().size() == 2);
    var letter = two.deadLetters.newest(10, null).letters().getLast();
    assertThat(one.deadLetters.find(letter.id())).contains(letter);
    assertThat(letter.input().bytes()).containsExactly('{');

    one.deadLetters.replayed(letter);
    var listed = two.deadLetters.newest(10, null).letters();
    assertThat(listed).hasSize(2);
    assertThat(listed.getLast().replayed()).isNotNull();
    assertThat(listed.getFirst().replayed()).isNull();
    for (var none : List.of("0", "zz-99-0", "zz-0-999", letter.id() + "0")) {
      assertThat(one.deadLetters.find(none)).as(none).isEmpty();
    }
  }

  @Test
  void aDeadLetterOfAnotherSourceIsFoundLikeThatOfARecord() throws Exception {
    createTopic();
    var node = new Node();
    var input = new RejectedInput("redis:s", "s/1-0", "no JSON", Map.of("k", "v"), "ew==");
    node.deadLetters.deadLetter(input);
    assertThat(node.deadLetters.newest(10, null).letters())
        .extracting(DeadLetter::input)
        .containsExactly(input);
    assertThat(node.deadLetters.count()).isEqualTo(1);
  }

  @Test
  void anInputTooLargeForALetterIsStoredWithoutItsContentAndStopsNothing() throws Exception {
    createTopic();
    var node = new Node();
    var large = "x".repeat(1 << 20);
    node.deadLetters.deadLetter(
        RejectedInput.of("redis:s", "1-0", "first", Map.of("k", "v"), large.getBytes(UTF_8)));
    node.deadLetters.deadLetter(
        RejectedInput.of("redis:s", "2-0", "second", Map.of("k", large), null));
    var kept = node.deadLetters.newest(10, null).letters();
    assertThat(kept)
        .extracting(letter -> letter.input().position())
        .containsExactlyInAnyOrder("1-0", "2-0");
    assertThat(kept)
        .allMatch(letter -> letter.input().payload() == null && letter.input().headers().isEmpty())
        .allMatch(letter -> letter.input().reason().startsWith("it was too large to be stored"))
        .anyMatch(letter -> letter.input().reason().endsWith("first"));
    assertThat(node.deadLetters.count("redis")).isEqualTo(2);
    assertThat(node.deadLetters.count("kafka")).isZero();
  }

  /** Kafka accepts the record, but not with the headers of a letter. */
  @Test
  void aRecordTooLargeForALetterDelaysNoneBehindIt() throws Exception {
    createTopic();
    var node = new Node();
    var record = "x".repeat((1 << 20) - 150).getBytes(UTF_8);
    write(List.of(new ProducerRecord<>(name, 0, null, record), poison(0)));
    Awaitility.await("both are counted")
        .atMost(PATIENCE)
        .until(() -> node.deadLetters.count("kafka") == 2);
    assertThat(node.deadLetters.newest(10, null).letters())
        .extracting(letter -> letter.input().payload())
        .containsExactlyInAnyOrder(null, "ew==");
  }

  @Test
  void foreignRecordsAmongTheLettersHideNoneOfThem() throws Exception {
    createTopic();
    var node = new Node();
    node.deadLetters.deadLetter(RejectedInput.of("redis:s", "1-0", "no JSON", Map.of(), null));
    var strange = new ProducerRecord<byte[], byte[]>(name + ".dead", null, null);
    strange.headers().add("tidings-replayed", "yesterday".getBytes(UTF_8));
    new KafkaTopic(broker, name + ".dead").write(List.of(strange));
    var letters = node.deadLetters.newest(10, null).letters();
    assertThat(letters).extracting(letter -> letter.input().position()).containsExactly("1-0");
    assertThat(letters.getFirst().replayed()).isNull();
  }

  private ProducerRecord<byte[], byte[]> poison(int i) {
    return new ProducerRecord<>(name, i % PARTITIONS, null, new byte[] {'{'});
  }
}
