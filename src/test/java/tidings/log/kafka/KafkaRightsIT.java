package tidings.log.kafka;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.it.support.KafkaBroker;
import tidings.it.support.SelfSigned;
import tidings.it.support.SourcesPage;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.TailEntry;

/**
 * A log on a real Kafka where users log in (SCRAM, over TLS) with limited rights. The rights that
 * {@code src/docs/sources.md} lists are enough, and a missing one is named.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // long
class KafkaRightsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Rights change during a test, and are checked more often than elsewhere. */
  private static final KafkaPace PACE =
      new KafkaPace(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(100));

  private final SelfSigned own = SelfSigned.in(Path.of("target/it/kafka-rights-key"));
  private final KafkaBroker broker = KafkaBroker.secured("kafka-rights", own);
  private final Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()));

  @AfterAll
  void stop() {
    admin.close();
    broker.close();
  }

  /** The topics, the group and the user of one test, all named alike. */
  private final class Tenant implements AutoCloseable {
    final String name;
    final String events;
    final String letters;
    final String revocations;
    final Queue<TailEntry> given = new ConcurrentLinkedQueue<>();
    final Set<AclBinding> allowed = new HashSet<>();
    private final List<Runnable> closing = new ArrayList<>();

    Tenant(String name) throws Exception {
      this.name = name;
      events = name + ".events";
      letters = name + ".dead-letters";
      revocations = name + ".revocations";
      password("first");
    }

    void password(String password) throws Exception {
      var scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion(name, scram, password)))
          .all()
          .get();
    }

    void create(String... topics) throws Exception {
      var all = new ArrayList<NewTopic>();
      for (var topic : topics) {
        var policy = topic.equals(revocations) ? "compact" : "delete";
        all.add(
            new NewTopic(topic, 1, (short) 1)
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy)));
      }
      admin.createTopics(all).all().get();
    }

    void allow(ResourceType type, String resource, AclOperation operation) throws Exception {
      allow(Set.of(SourcesPage.kafkaRight(name, type, resource, operation)));
    }

    void allow(Collection<AclBinding> rights) throws Exception {
      allowed.addAll(rights);
      admin.createAcls(rights).all().get();
    }

    LogSettings.Kafka kafka(String... further) {
      var client = SourcesPage.kafkaClient(name, "first", own.certificate());
      client.put("bootstrap.servers", broker.securedAddress());
      return kafka(client, further);
    }

    LogSettings.Kafka kafka(Map<String, String> client, String... further) {
      var topics = Stream.concat(Stream.of(events), Stream.of(further)).toList();
      return new LogSettings.Kafka(topics, letters, letters, 1, Duration.ofSeconds(4), client);
    }

    KafkaLog log(String... further) {
      return log(kafka(further));
    }

    KafkaLog log(LogSettings.Kafka kafka) {
      var settings =
          new LogSettings(
              new LogSettings.Dedupe(Duration.ofMinutes(10), 1000),
              new LogSettings.Retention(10, 1 << 20, 50),
              new LogSettings.Replay(1000, 1 << 20),
              1000,
              65_536,
              100,
              kafka);
      var log = new KafkaLog(settings, PACE);
      closing.add(log::close);
      Thread.ofPlatform().daemon().start(() -> log.tail(given::add));
      return log;
    }

    KafkaTable table() {
      var table = new KafkaTable(kafka(), revocations, PACE);
      closing.add(table::close);
      table.follow((_, _) -> {});
      return table;
    }

    @Override
    public void close() {
      closing.forEach(Runnable::run);
    }
  }

  private static Event event(String id) {
    return TestEvent.of("t", new EventId(PublisherId.source("kafka:rights"), "test", id)).event();
  }

  private static void publish(KafkaLog log, String id) {
    log.append(List.of(event(id))).toCompletableFuture().join();
  }

  private static void awaitReason(EventLog log, String reason) {
    Awaitility.await(reason)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log.error().orElse("")).contains(reason));
  }

  private static void awaitReady(EventLog log) {
    Awaitility.await("ready")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log.error()).isEmpty());
  }

  private static void awaitReady(KafkaTable table) {
    Awaitility.await("the table")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(table.error()).isEmpty());
  }

  private static void awaitFault(KafkaLog log, String fault) {
    Awaitility.await(fault)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(log.faults().getOrDefault("dead letters", "")).contains(fault));
    assertThat(log.error()).as("events flow").isEmpty();
  }

  @Test
  void eachRightThatIsMissingIsNamedWithItsTopicAndTheDocumentedOnesAreEnough() throws Exception {
    try (var tenant = new Tenant("existing")) {
      tenant.create(tenant.events, tenant.letters, tenant.revocations);
      var log = tenant.log();
      awaitReason(log, "the operation CREATE on topic existing.events is not allowed");
      tenant.allow(TOPIC, tenant.events, READ);
      awaitReason(log, "the operation WRITE on topic existing.events is not allowed");
      assertThatThrownBy(() -> publish(log, "e-0"))
          .hasCauseInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("the operation WRITE on topic existing.events is not allowed");
      tenant.allow(TOPIC, tenant.events, WRITE);
      awaitReady(log);
      publish(log, "e-1");
      Awaitility.await("the event").atMost(PATIENCE).until(() -> tenant.given.size() == 1);

      awaitFault(log, "existing.dead-letters is not allowed");
      tenant.allow(TOPIC, tenant.letters, READ);
      awaitFault(log, "the operation WRITE on topic existing.dead-letters is not allowed");
      tenant.allow(TOPIC, tenant.letters, WRITE);
      awaitFault(log, "the operation READ on consumer group existing.dead-letters is not allowed");
      tenant.allow(GROUP, tenant.letters, READ);
      Awaitility.await("no fault").atMost(PATIENCE).until(() -> log.faults().isEmpty());
      assertThat(log.error()).isEmpty();

      tenant.allow(TOPIC, tenant.revocations, READ);
      tenant.allow(TOPIC, tenant.revocations, WRITE);
      var table = tenant.table();
      awaitReady(table);
      table.put("a", "1");
      assertThat(tenant.allowed)
          .as("exactly the documented rights")
          .isEqualTo(SourcesPage.kafkaRights("existing"));
    }
  }

  @Test
  void rightToCreateIsEnoughToBeginWith() throws Exception {
    try (var tenant = new Tenant("created")) {
      tenant.allow(SourcesPage.kafkaRights("created"));
      for (var topic : List.of(tenant.events, tenant.letters, tenant.revocations)) {
        tenant.allow(TOPIC, topic, CREATE);
      }
      var log = tenant.log();
      var table = tenant.table();
      awaitReady(log);
      awaitReady(table);
      publish(log, "e-1");
      table.put("a", "1");
      assertThat(log.faults()).isEmpty();
    }
  }

  @Test
  void furtherTopicNeedsTheRightToReadAlone() throws Exception {
    try (var tenant = new Tenant("further")) {
      tenant.create(tenant.events, tenant.letters, "further.more");
      tenant.allow(SourcesPage.kafkaRights("further"));
      tenant.allow(TOPIC, "further.more", DESCRIBE);
      var log = tenant.log("further.more");
      awaitReason(log, "the operation READ on topic further.more is not allowed");
      tenant.allow(TOPIC, "further.more", READ);
      awaitReady(log);
    }
  }

  @Test
  void tableThatCannotBeWrittenIsNotReady() throws Exception {
    try (var tenant = new Tenant("table")) {
      tenant.create(tenant.revocations);
      tenant.allow(TOPIC, tenant.revocations, READ);
      var table = tenant.table();
      Awaitility.await("a fault")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(table.error().orElse(""))
                      .isEqualTo("the operation WRITE on topic table.revocations is not allowed"));
      assertThatThrownBy(() -> table.put("a", "1"))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessage(
              "topic table.revocations was not written: the operation WRITE on topic"
                  + " table.revocations is not allowed");
      tenant.allow(TOPIC, tenant.revocations, WRITE);
      awaitReady(table);
    }
  }

  @Test
  void passwordThatWasChangedAtTheBrokerMakesTheNodeNotReady() throws Exception {
    try (var tenant = new Tenant("password")) {
      tenant.create(tenant.events, tenant.letters);
      tenant.allow(SourcesPage.kafkaRights("password"));
      var log = tenant.log();
      awaitReady(log);
      tenant.password("second");
      awaitReason(log, "Kafka rejects the login");
      tenant.password("first");
      awaitReady(log);
    }
  }

  @Test
  void brokerWithAnUntrustedAuthorityIsNotUsed() throws Exception {
    try (var tenant = new Tenant("stranger")) {
      tenant.create(tenant.events);
      tenant.allow(SourcesPage.kafkaRights("stranger"));
      var client = new HashMap<>(tenant.kafka().client());
      client.keySet().removeIf(key -> key.startsWith("ssl.truststore."));
      awaitReason(tenant.log(tenant.kafka(client)), "SSL handshake failed");
    }
  }
}
