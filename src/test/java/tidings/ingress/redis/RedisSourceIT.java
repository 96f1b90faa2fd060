package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import tidings.it.support.FaultyWire;
import tidings.it.support.RedisBroker;
import tidings.it.support.SourcesPage;

/** Sources of a real Redis over a log in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisSourceIT {

  /** The documentation's name of the right for a URL with a database number. */
  private static final String NUMBERED = "a URL with the number of a database";

  private final RedisBroker redis = RedisBroker.start();
  private final RedisClient client = redis.client();
  private IngestedEvents taking = new IngestedEvents();

  @AfterAll
  void stop() {
    client.close();
    redis.close();
  }

  @BeforeEach
  void begin() {
    taking = new IngestedEvents();
  }

  @AfterEach
  void end() {
    taking.close();
    client.flushAll();
  }

  private Settings settings() {
    return Settings.at(redis.url());
  }

  private RedisSource start(Settings settings) {
    return start(settings, "a");
  }

  private RedisSource start(Settings settings, String node) {
    var source = new RedisSource(settings.of(node), taking.intake());
    source.start();
    return source;
  }

  private StreamEntryID add(String stream, String type) {
    var event = Map.of("event", "{\"type\":\"" + type + "\"}");
    return client.xadd(stream, StreamEntryID.NEW_ENTRY, event);
  }

  private void awaitGroup(String stream) {
    await().until(() -> client.exists(stream) && !client.xinfoGroups(stream).isEmpty());
  }

  private void awaitSubscribers(String channel) {
    await().until(() -> client.publish(channel, "{\"type\":\"ready\"}") > 0);
    await().until(() -> taking.types().contains("ready"));
  }

  private long subscribers(String channel) {
    var counts = client.eval("return redis.call('PUBSUB', 'NUMSUB', ARGV[1])", 0, channel);
    return (Long) ((List<?>) counts).getLast();
  }

  private static long waiting(RedisSource source, String part) {
    return source.waitingIn().getOrDefault(part, () -> -1).getAsLong();
  }

  private static String fault(RedisSource source, String part) {
    return source.faults().getOrDefault(part, "");
  }

  private static long lost(RedisSource source, String reason) {
    return source.lost().getOrDefault(reason, () -> -1).getAsLong();
  }

  @Test
  void aNodeThatHasNotReachedRedisYetIsNotReady() {
    try (var source = new RedisSource(settings().streams("orders").of("a"), taking.intake())) {
      assertThat(source.error().orElse("")).contains("has not been reached yet");
      source.start();
      await().until(() -> source.error().isEmpty());
    }
  }

  @Test
  void theBacklogIsKnownOfEachStreamAndOfTheChannels() {
    try (var source = start(settings().streams("orders").channels("news"))) {
      awaitGroup("orders");
      awaitSubscribers("news");
      taking.setUnreachable(true);
      for (int i = 0; i < 5; i++) {
        add("orders", "e");
        client.publish("news", "{\"type\":\"m\"}");
      }
      assertThat(source.waitingIn()).containsOnlyKeys("stream orders", "channels");
      await().until(() -> waiting(source, "channels") == 5);
      await().until(() -> waiting(source, "stream orders") >= 5);
      taking.setUnreachable(false);
      await().until(() -> waiting(source, "channels") + waiting(source, "stream orders") == 0);
    }
  }

  @Test
  void entriesOfEveryFormAreEventsWhoseIdIsTheirPosition() {
    try (var _ = start(settings().streams("orders"))) {
      awaitGroup("orders");
      var id = add("orders", "a");
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("data", "{\"type\":\"b\"}", "x", "1"));
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("json", "{\"type\":\"c\"}"));
      client.xadd(
          "orders",
          StreamEntryID.NEW_ENTRY,
          Map.of("ce_specversion", "1.0", "ce_id", "4", "CE_type", "d", "data", "{}"));
      client.xadd(
          "orders",
          StreamEntryID.NEW_ENTRY,
          Map.of("ce_specversion", "1.0", "ce_id", "5", "ce_type", "e"));
      taking.awaitTypes("a", "b", "c", "d", "e");

      assertThat(taking.events().getFirst().id().source()).isEqualTo("redis:orders");
      assertThat(taking.events().getFirst().id().id()).isEqualTo(id.toString());
      assertThat(client.xpending("orders", "tidings").getTotal()).isZero();
    }
  }

  @Test
  void aStreamMayBeSilentForLongerThanTheTimeout() {
    try (var source = start(settings().streams("orders").timeout(Duration.ofMillis(200)))) {
      awaitGroup("orders");
      await().during(Duration.ofSeconds(2)).until(() -> source.error().isEmpty());
      add("orders", "a");
      taking.awaitTypes("a");
    }
  }

  @Test
  void entriesStayPendingAndMessagesWaitWhileTheLogIsUnreachable() {
    var both = settings().streams("orders").channels("news").batch(2).queueMessages(3);
    try (var source = start(both)) {
      awaitGroup("orders");
      awaitSubscribers("news");
      int before = taking.types().size();
      taking.setUnreachable(true);
      for (var type : List.of("a", "b", "c", "d", "e")) {
        add("orders", type);
        client.publish("news", "{\"type\":\"m-" + type + "\"}");
      }
      await().until(() -> source.error().orElse("").startsWith("The log does not accept events"));
      await().until(() -> lost(source, "queue-full") == 2);
      assertThat(client.xpending("orders", "tidings").getTotal()).isPositive();
      assertThat(taking.types()).hasSize(before);

      taking.setUnreachable(false);
      await().until(() -> taking.types().size() == before + 8);
      var received = taking.types().subList(before, before + 8);
      assertThat(received).containsSubsequence("a", "b", "c", "d", "e");
      assertThat(received).containsSubsequence("m-a", "m-b", "m-c");
      await().until(() -> source.error().isEmpty());
      assertThat(client.xpending("orders", "tidings").getTotal()).isZero();
    }
  }

  @Test
  void groupStartsAtTheConfiguredEntry() {
    add("orders", "before");
    try (var _ = start(settings().streams("orders").start("0"))) {
      taking.awaitTypes("before");
    }
    client.xgroupDestroy("orders", "tidings");
    try (var _ = start(settings().streams("orders"))) {
      awaitGroup("orders");
      add("orders", "after");
      taking.awaitTypes("before", "after");
    }
  }

  @Test
  void pendingEntriesOfOtherConsumersAreTakenFirstAndInOrder() {
    client.xgroupCreate("orders", "tidings", new StreamEntryID(0, 0), true);
    for (var type : List.of("a", "b", "c", "d")) {
      add("orders", type);
    }
    read("one", 1);
    read("two", 1);
    read("one", 1);
    try (var _ = start(settings().streams("orders").batch(2))) {
      taking.awaitTypes("a", "b", "c", "d");
    }
  }

  private void read(String consumer, int count) {
    client.xreadGroup(
        "tidings",
        consumer,
        XReadGroupParams.xReadGroupParams().count(count),
        Map.of("orders", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
  }

  @Test
  void entriesDeliveredToAFormerLeaderAreTakenByTheNext() {
    try (var _ = start(settings().streams("orders"))) {
      awaitGroup("orders");
      client.xreadGroup( // it waits in Redis, before the source's own read does
          "tidings",
          "late",
          XReadGroupParams.xReadGroupParams().count(1).block(1),
          Map.of("orders", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
      client.eval(
          """
          redis.call('XADD', KEYS[1], '*', 'event', '{"type":"left"}')
          return redis.call('XREADGROUP', 'GROUP', 'tidings', 'late', 'STREAMS', KEYS[1], '>')
          """,
          List.of("orders"),
          List.of());
      taking.awaitTypes("left");
    }
  }

  @Test
  void pendingEntryThatIsGoneIsADeadLetterAndStopsNothing() {
    client.xgroupCreate("orders", "tidings", new StreamEntryID(0, 0), true);
    var gone = add("orders", "gone");
    add("orders", "kept");
    read("other", 2);
    client.xdel("orders", gone);
    try (var source = start(settings().streams("orders"))) {
      taking.awaitTypes("kept");
      await().until(() -> lost(source, "trimmed") == 1);
      var letter = taking.letters().getFirst().input();
      assertThat(letter.source()).isEqualTo("redis:orders");
      assertThat(letter.position()).isEqualTo(gone.toString());
      assertThat(letter.reason()).contains("trimmed");
      assertThat(client.xpending("orders", "tidings").getTotal()).isZero();
    }
  }

  @Test
  void entriesTrimmedUnreadAreReported() {
    client.xgroupCreate("orders", "tidings", new StreamEntryID(0, 0), true);
    add("orders", "gone");
    client.xtrim("orders", 0, false);
    try (var source = start(settings().streams("orders"))) {
      await().until(() -> lost(source, "trimmed") == 1);
      add("orders", "kept");
      taking.awaitTypes("kept");
      assertThat(lost(source, "trimmed")).as("reported once").isEqualTo(1);
    }
  }

  /** Redis counts from version 7 on: {@code -Dtidings.redis.executable=…}. */
  @Test
  void trimmedEntriesAreCountedWhereRedisCounts() {
    client.xgroupCreate("orders", "tidings", new StreamEntryID(0, 0), true);
    assumeTrue(client.xinfoStream("orders").getStreamInfo().containsKey("entries-added"));
    try (var source = start(settings().streams("orders"))) {
      add("orders", "read");
      taking.awaitTypes("read");
      assertThat(lost(source, "trimmed")).isZero();
    }
    for (var type : List.of("gone", "gone", "gone", "kept", "kept")) {
      add("orders", type);
    }
    client.xtrim("orders", 2, false);
    try (var source = start(settings().streams("orders"))) {
      taking.awaitTypes("read", "kept", "kept");
      assertThat(lost(source, "trimmed")).isEqualTo(3);
      add("orders", "last");
      client.xtrim("orders", 1, false); // entries that were read may go
      taking.awaitTypes("read", "kept", "kept", "last");
      assertThat(lost(source, "trimmed")).as("reported once").isEqualTo(3);
    }
  }

  @Test
  void recreatedStreamIsReadFromItsBeginning() {
    try (var _ = start(settings().streams("orders"))) {
      awaitGroup("orders");
      add("orders", "a");
      taking.awaitTypes("a");
      client.eval(
          """
          redis.call('DEL', KEYS[1])
          redis.call('XADD', KEYS[1], '1-1', 'event', '{"type":"b"}')
          return 1
          """,
          List.of("orders"),
          List.of());
      taking.awaitTypes("a", "b");
    }
  }

  @Test
  void destroyedGroupResumesFromItsLastPosition() {
    try (var _ = start(settings().streams("orders"))) {
      awaitGroup("orders");
      add("orders", "a");
      taking.awaitTypes("a");
      client.eval(
          """
          redis.call('XGROUP', 'DESTROY', KEYS[1], 'tidings')
          redis.call('XADD', KEYS[1], '*', 'event', '{"type":"b"}')
          return 1
          """,
          List.of("orders"),
          List.of());
      taking.awaitTypes("a", "b");
    }
  }

  @Test
  void keyThatIsNotAStreamIsNamedAndStopsNoOtherStreamAndNoChannel() {
    client.set("wrong", "text");
    try (var source = start(settings().streams("wrong", "orders").channels("news.*"))) {
      await().until(() -> fault(source, "stream wrong").startsWith("WRONGTYPE"));
      awaitGroup("orders");
      awaitSubscribers("news.a");
      add("orders", "a");
      await().until(() -> taking.types().contains("a"));
      assertThat(source.faults()).containsOnlyKeys("stream wrong");
      assertThat(source.error()).as("a fault of one part is no outage").isEmpty();

      client.del("wrong");
      await().until(() -> source.faults().isEmpty());
      add("wrong", "b");
      await().until(() -> taking.types().contains("b"));
    }
  }

  @Test
  void messageThatMatchesSeveralPatternsIsTakenOnce() {
    try (var _ = start(settings().channels("news.sport", "news.*", "*.sport", "n?ws.[a-c]*"))) {
      awaitSubscribers("news.sport");
      var before = taking.types().size();
      client.publish("news.sport", "{\"type\":\"a\"}");
      client.publish("news.b", "{\"type\":\"b\"}");
      client.publish("other.sport", "{\"type\":\"c\"}");
      client.publish("niws.c", "{\"type\":\"d\"}");
      await().until(() -> taking.types().contains("d"));
      assertThat(taking.types().subList(before, taking.types().size()))
          .containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void globsMatchTheSameChannelsAsInRedis() {
    var names =
        List.of(
            "hello",
            "hallo",
            "hxllo",
            "h?llo",
            "hllo",
            "heeello",
            "a]b",
            "a-b",
            "h^llo",
            "h\u00e9llo");
    names.forEach(name -> client.set(name, ""));
    var globs =
        List.of(
            "h?llo",
            "h*llo",
            "h[ae]llo",
            "h[^e]llo",
            "h[a-e]llo",
            "h\\?llo",
            "a[\\]]b",
            "a[x-z-]b",
            "h?ll?",
            "[^a]*",
            "h[]llo",
            "h[^]llo",
            "h[e^]llo",
            "*",
            "h[e-a]llo");
    for (var glob : globs) {
      assertThat(names.stream().filter(Glob.of(glob)::matches))
          .as(glob)
          .containsExactlyInAnyOrderElementsOf(client.keys(glob));
    }
  }

  @Test
  void subscriptionThatFallsSilentIsFoundAndMadeAgain() {
    try (var wire = FaultyWire.to(redis.port())) {
      var through = Settings.at("redis://127.0.0.1:" + wire.port()).channels("news").unshared();
      try (var source = start(through.timeout(Duration.ofMillis(300)))) {
        awaitSubscribers("news");
        wire.fallSilent();
        await().until(() -> client.publish("news", "{\"type\":\"x\"}") == 2);
        client.publish("news", "{\"type\":\"again\"}");
        await().until(() -> taking.types().contains("again"));
        assertThat(taking.types()).containsOnlyOnce("again");
        assertThat(source.error()).isEmpty();
      }
    }
  }

  @Test
  void bytesOfAMessageAreNotChanged() {
    try (var _ = start(settings().channels("raw"))) {
      awaitSubscribers("raw");
      client.publish("raw".getBytes(UTF_8), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
      await().until(() -> !taking.letters().isEmpty());
      var letter = taking.letters().getFirst().input();
      assertThat(letter.bytes()).containsExactly(0xff, 0, 0xfe);
      assertThat(letter.source()).isEqualTo("redis:raw");
      assertThat(letter.position()).matches("raw/[0-9a-f]{16}-\\d+");
    }
  }

  @Test
  void oneNodeReadsAtATimeAndTheOtherTakesOverAtOnceWhenItStops() {
    var first = start(settings().channels("news").streams("orders").lease(Duration.ofHours(1)));
    awaitSubscribers("news");
    awaitGroup("orders");
    try (var second = start(settings().channels("news").streams("orders"), "b")) {
      add("orders", "a");
      await().until(() -> first.ingested() >= 2);
      assertThat(second.ingested()).isZero();

      first.close();
      awaitSubscribers("news");
      add("orders", "b");
      await().until(() -> taking.types().contains("b"));
      assertThat(second.ingested()).isPositive();
      assertThat(taking.types()).containsOnlyOnce("a", "b");
    }
  }

  @Test
  void nodesThatShareNoLogTakeEachMessageAndOneOfThemTheEntries() {
    var own = settings().channels("news").streams("orders").unshared();
    try (var first = start(own, "a");
        var second = start(own, "b")) {
      awaitGroup("orders");
      await().until(() -> client.publish("news", "{\"type\":\"m\"}") == 2);
      await().until(() -> first.ingested() > 0 && second.ingested() > 0);
      var types = new ArrayList<String>();
      for (int i = 0; i < 50; i++) {
        types.add("e" + i);
        add("orders", "e" + i);
      }
      await().untilAsserted(() -> assertThat(taking.types()).containsSubsequence(types));
      assertThat(client.keys("tidings:ingress:*"))
          .isNotEmpty()
          .allMatch(key -> key.endsWith("orders"));
    }
  }

  /** Like a killed container: the next has another name. */
  @Test
  void entriesLeftByANodeWithALogOfItsOwnAreTakenByTheNextOfAnyName() {
    client.xgroupCreate("orders", "tidings", new StreamEntryID(0, 0), true);
    for (var type : List.of("a", "b", "c")) {
      add("orders", type);
    }
    read("killed", 2);
    try (var _ = start(settings().streams("orders").unshared(), "next")) {
      taking.awaitTypes("a", "b", "c");
      assertThat(client.xpending("orders", "tidings").getTotal()).isZero();
    }
  }

  @Test
  void consumersThatWereNotSeenForLongGoUnlessSomethingIsPendingWithThem() {
    client.xgroupCreate("orders", "tidings", new StreamEntryID(0, 0), true);
    List.of("a", "b", "c").forEach(type -> add("orders", type));
    read("holds", 1);
    read("gone", 1);
    read("own", 1);
    var acknowledged = client.xpending("orders", "tidings", pendingOf("gone")).getFirst().getID();
    client.xack("orders", "tidings", acknowledged);

    var group = new StreamGroup(client, "orders", settings().streams("orders").of("own"));
    assertThat(group.forget(Duration.ofHours(1))).isZero();
    assertThat(group.forget(Duration.ZERO)).isEqualTo(1);
    assertThat(client.xinfoConsumers2("orders", "tidings"))
        .extracting(consumer -> consumer.getName())
        .containsExactlyInAnyOrder("holds", "own");
    assertThat(client.xpending("orders", "tidings").getTotal()).isEqualTo(2);
  }

  private static XPendingParams pendingOf(String consumer) {
    return XPendingParams.xPendingParams("-", "+", 1).consumer(consumer);
  }

  @Test
  void aNodeWithAnUnreachableLogReleasesItsLeaseToOneWhoseLogAccepts() {
    var settings = settings().streams("orders").channels("news").lease(Duration.ofSeconds(1));
    try (var elsewhere = new IngestedEvents();
        var cutOff = start(settings, "cut-off")) {
      awaitSubscribers("news");
      awaitGroup("orders");
      try (var other = new RedisSource(settings.of("other"), elsewhere.intake())) {
        other.start();
        taking.setUnreachable(true);
        add("orders", "a");
        await().until(() -> elsewhere.types().contains("a"));
        await()
            .until(
                () -> {
                  client.publish("news", "{\"type\":\"m\"}");
                  return elsewhere.types().contains("m");
                });

        taking.setUnreachable(false);
        await().until(() -> cutOff.error().isEmpty());
        add("orders", "b");
        await().until(() -> elsewhere.types().contains("b"));
        assertThat(taking.types()).doesNotContain("a", "b");
        assertThat(other.ingested()).isPositive();
      }
    }
  }

  @Test
  void whileNoLogAcceptsEventsMessagesStayWhereTheyAre() {
    var settings = settings().channels("news").lease(Duration.ofSeconds(1));
    try (var elsewhere = new IngestedEvents();
        var reader = start(settings, "reader")) {
      awaitSubscribers("news");
      try (var other = new RedisSource(settings.of("other"), elsewhere.intake())) {
        elsewhere.setUnreachable(true);
        other.start();
        taking.setUnreachable(true);
        client.publish("news", "{\"type\":\"waits\"}");
        await().during(Duration.ofSeconds(3)).until(() -> subscribers("news") == 1);
        assertThat(waiting(reader, "channels")).isPositive();
        taking.setUnreachable(false);
        await().until(() -> taking.types().contains("waits"));
        assertThat(other.ingested()).isZero();
      }
    }
  }

  @Test
  void aPausedHolderCountsItsLeaseFromBeforeItsRequest() {
    var clock = new AtomicLong();
    var lease = lease("a", clock);
    assertThat(lease.acquire(false)).isEqualTo("a");
    assertThat(lease("b", clock).acquire(false)).isEqualTo("a");
    clock.addAndGet(Duration.ofSeconds(2).toNanos() - 1);
    assertThat(lease.isHeld()).isTrue();
    clock.addAndGet(1);
    assertThat(lease.isHeld()).isFalse();

    assertThat(lease.acquire(false)).as("Redis still knows it as a's").isEqualTo("a");
    assertThat(lease.isHeld()).isTrue();
    lease.release();
    assertThat(lease.isHeld()).isFalse();
    var other = lease("b", clock);
    assertThat(other.acquire(false)).isEqualTo("b");
    lease.release();
    assertThat(lease("c", clock).acquire(false))
        .as("no node releases the lease of another")
        .isEqualTo("b");
  }

  private Lease lease(String holder, AtomicLong clock) {
    return new Lease(client, "", "lease", holder, Duration.ofSeconds(2), clock::get);
  }

  @Test
  void wrongPasswordIsNamedWithoutItAndItIsTriedUntilItIsRight() {
    acl("reader", "right", "streams", "channels", NUMBERED);
    var url = "redis://reader:wr0ng@127.0.0.1:" + redis.port() + "/0";
    try (var source = start(Settings.at(url).streams("orders").channels("news.*"))) {
      await().until(() -> source.error().orElse("").contains("WRONGPASS"));
      assertThat(source.error().orElse(""))
          .contains("127.0.0.1:" + redis.port())
          .doesNotContain("wr0ng");
      acl("reader", "wr0ng", "streams", "channels", NUMBERED);
      await().until(() -> source.error().isEmpty());
      awaitGroup("orders");
      awaitSubscribers("news.a");
      add("orders", "a");
      await().until(() -> taking.types().contains("a"));
      assertThat(source.error()).isEmpty();
    }
  }

  /**
   * The documented rights.
   *
   * @param purposes their documented purposes
   */
  private void acl(String user, String password, String... purposes) {
    var rules = SourcesPage.redisRules(password, List.of("~orders", "&news.*"), purposes);
    try (var jedis = new Jedis("127.0.0.1", redis.port())) {
      jedis.aclSetUser(user, rules);
    }
  }

  @Test
  void rightsForStreamsAreEnoughForThemInAnotherDatabaseToo() {
    acl("reader", "right", "streams", NUMBERED);
    var url = "redis://reader:right@127.0.0.1:" + redis.port() + "/1";
    try (var jedis = new Jedis("127.0.0.1", redis.port());
        var source = start(Settings.at(url).streams("orders").start("0"))) {
      jedis.select(1);
      jedis.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("event", "{\"type\":\"a\"}"));
      taking.awaitTypes("a");
      assertThat(source.faults()).isEmpty();
    }
  }

  @Test
  void rightsForChannelsAreEnoughForThem() {
    acl("reader", "right", "channels");
    var url = "redis://reader:right@127.0.0.1:" + redis.port();
    try (var source = start(Settings.at(url).channels("news.*"))) {
      awaitSubscribers("news.a");
      assertThat(source.faults()).isEmpty();
      assertThat(source.error()).isEmpty();
    }
  }

  @Test
  void rightThatIsMissingIsNamed() {
    acl("reader", "right", "streams", "channels");
    var url = "redis://reader:right@127.0.0.1:" + redis.port();
    try (var source = start(Settings.at(url).streams("orders", "secret").channels("hidden"))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(source.faults())
                      .containsOnlyKeys("stream secret", "channels")
                      .allSatisfy((_, reason) -> assertThat(reason).startsWith("NOPERM")));
      await().until(() -> source.error().isEmpty());
    }
  }
}
