package tidings.log;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import it.tidings.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.event.Audience;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Priority;
import tidings.event.Publisher;

/** A log on a real Kafka where users sign in (SCRAM) and may do what they are allowed, no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaRightsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaBroker broker = KafkaBroker.secured("kafka-rights");
  private final Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()));

  @AfterAll
  void stop() {
    admin.close();
    broker.close();
  }

  /** The topics, the group and the user of one test, all named alike. */
  private final class Tenant implements AutoCloseable {
    final String name;
    final String dead;
    final String revoked;
    final Queue<Logged> given = new ConcurrentLinkedQueue<>();
    private final List<Runnable> closing = new ArrayList<>();

    Tenant(String name) throws Exception {
      this.name = name;
      dead = name + ".dead";
      revoked = name + ".revoked";
      password("first");
    }

    void password(String password) throws Exception {
      var scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096);
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion(name, scram, password)))
          .all()
          .get();
    }

    void topics(String... topics) throws Exception {
      var all = new ArrayList<NewTopic>();
      for (var topic : topics) {
        var policy = topic.equals(revoked) ? "compact" : "delete";
        all.add(
            new NewTopic(topic, 1, (short) 1)
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy)));
      }
      admin.createTopics(all).all().get();
    }

    void allow(ResourceType type, String resource, AclOperation... operations) throws Exception {
      var acls = new ArrayList<AclBinding>();
      for (var operation : operations) {
        acls.add(
            new AclBinding(
                new ResourcePattern(type, resource, PatternType.LITERAL),
                new AccessControlEntry("User:" + name, "*", operation, AclPermissionType.ALLOW)));
      }
      admin.createAcls(acls).all().get();
    }

    LogSettings.Kafka kafka() {
      var jaas =
          "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\""
                  .formatted(name)
              + " password=\"first\";";
      return new LogSettings.Kafka(
          List.of(name),
          dead,
          name + ".group",
          1,
          Duration.ofSeconds(4),
          Map.of(
              "bootstrap.servers",
              broker.securedAddress(),
              "security.protocol",
              "SASL_PLAINTEXT",
              "sasl.mechanism",
              "SCRAM-SHA-256",
              "sasl.jaas.config",
              jaas));
    }

    KafkaLog log() {
      var log =
          new KafkaLog(
              new LogSettings(
                  Duration.ofMinutes(10),
                  1000,
                  new LogSettings.Retention(10, 1 << 20, 50),
                  1000,
                  1 << 20,
                  1000,
                  65_536,
                  100,
                  kafka()));
      closing.add(log::close);
      Thread.ofPlatform().daemon().start(() -> log.tail(given::add));
      return log;
    }

    KafkaTable table() {
      var table = new KafkaTable(kafka(), revoked);
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
    return new Event(
        new EventId(Publisher.source("kafka:rights"), "test", id),
        "t",
        null,
        null,
        null,
        null,
        Audience.EVERYONE,
        Priority.NORMAL,
        null,
        null,
        Map.of());
  }

  private static void publish(KafkaLog log, String id) {
    log.append(List.of(event(id))).toCompletableFuture().join();
  }

  private static void awaitTrouble(EventLog log, String trouble) {
    Awaitility.await(trouble)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log.trouble().orElse("")).contains(trouble));
  }

  private static void awaitReady(EventLog log) {
    Awaitility.await("ready")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log.trouble()).isEmpty());
  }

  @Test
  void eachRightThatIsMissingIsNamedWithItsTopicAndTheDocumentedOnesAreEnough() throws Exception {
    try (var tenant = new Tenant("existing")) {
      tenant.topics("existing", "existing.dead", "existing.revoked");
      var log = tenant.log();
      awaitTrouble(log, "the operation CREATE on topic existing is not allowed");
      tenant.allow(ResourceType.TOPIC, "existing", READ);
      awaitTrouble(log, "the operation WRITE on topic existing is not allowed");
      assertThatThrownBy(() -> publish(log, "e-0"))
          .hasCauseInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("the operation WRITE on topic existing is not allowed");
      tenant.allow(ResourceType.TOPIC, "existing", WRITE);
      awaitReady(log);
      publish(log, "e-1");
      Awaitility.await("the event").atMost(PATIENCE).until(() -> tenant.given.size() == 1);

      awaitFault(log, "existing.dead is not allowed");
      tenant.allow(ResourceType.TOPIC, "existing.dead", READ);
      awaitFault(log, "the operation WRITE on topic existing.dead is not allowed");
      tenant.allow(ResourceType.TOPIC, "existing.dead", WRITE);
      awaitFault(log, "the operation READ on consumer group existing.group is not allowed");
      tenant.allow(ResourceType.GROUP, "existing.group", READ);
      Awaitility.await("no fault").atMost(PATIENCE).until(() -> log.faults().isEmpty());
      assertThat(log.trouble()).isEmpty();
    }
  }

  private static void awaitFault(KafkaLog log, String fault) {
    Awaitility.await(fault)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(log.faults().getOrDefault("dead letters", "")).contains(fault));
    assertThat(log.trouble()).as("events flow").isEmpty();
  }

  @Test
  void rightToCreateIsEnoughToBeginWith() throws Exception {
    try (var tenant = new Tenant("created")) {
      for (var topic : List.of("created", "created.dead", "created.revoked")) {
        tenant.allow(ResourceType.TOPIC, topic, CREATE, READ, WRITE);
      }
      tenant.allow(ResourceType.GROUP, "created.group", READ);
      var log = tenant.log();
      var table = tenant.table();
      awaitReady(log);
      Awaitility.await("the table").atMost(PATIENCE).until(() -> table.trouble().isEmpty());
      publish(log, "e-1");
      table.put("a", "1");
      assertThat(log.faults()).isEmpty();
    }
  }

  @Test
  void tableThatCannotBeWrittenIsNotReady() throws Exception {
    try (var tenant = new Tenant("table")) {
      tenant.topics("table.revoked");
      tenant.allow(ResourceType.TOPIC, "table.revoked", READ);
      var table = tenant.table();
      Awaitility.await("trouble")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(table.trouble().orElse(""))
                      .isEqualTo("the operation WRITE on topic table.revoked is not allowed"));
      assertThatThrownBy(() -> table.put("a", "1"))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessage(
              "topic table.revoked was not written: the operation WRITE on topic table.revoked is"
                  + " not allowed");
      tenant.allow(ResourceType.TOPIC, "table.revoked", WRITE);
      Awaitility.await("the table").atMost(PATIENCE).until(() -> table.trouble().isEmpty());
    }
  }

  @Test
  void passwordThatWasChangedAtTheBrokerMakesTheNodeNotReady() throws Exception {
    try (var tenant = new Tenant("password")) {
      tenant.topics("password", "password.dead");
      tenant.allow(ResourceType.TOPIC, "password", READ, WRITE);
      tenant.allow(ResourceType.TOPIC, "password.dead", READ, WRITE);
      tenant.allow(ResourceType.GROUP, "password.group", READ);
      var log = tenant.log();
      awaitReady(log);
      tenant.password("second");
      awaitTrouble(log, "Kafka refuses to sign in");
      tenant.password("first");
      awaitReady(log);
    }
  }
}
