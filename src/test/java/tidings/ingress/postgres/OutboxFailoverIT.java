package tidings.ingress.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.it.support.CapturedLog;
import tidings.it.support.FaultyWire;
import tidings.it.support.PostgresServer;
import tidings.it.support.SourcesPage;
import tidings.platform.database.DatabaseSettings;

/**
 * The outbox during a failover, on read-only or silent servers, and without the right to create its
 * table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxFailoverIT {

  private static final Duration POLL = Duration.ofHours(1);

  /** The default of the configuration. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** For servers that reject at once: each try lasts as long. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  @RegisterExtension private final CapturedLog log = CapturedLog.of(SourceAvailability.class);

  private final PostgresServer postgres = PostgresServer.start("failover");

  @AfterAll
  void stop() {
    postgres.close();
  }

  private static OutboxSettings at(String url) {
    return at(url, TIMEOUT);
  }

  private static OutboxSettings at(String url, Duration timeout) {
    var database = new DatabaseSettings(url, null, null, 1, timeout, "node");
    return new OutboxSettings(
        database, 2, 500, POLL, Duration.ZERO, Duration.ofMinutes(1), Listening.DETECT);
  }

  private static void await(Outbox outbox, String reason) {
    Awaitility.await(reason)
        .atMost(Nodes.PATIENCE)
        .until(() -> outbox.error().orElse(""), reason::equals);
  }

  @Test
  void aReplicaIsNamedAndServesAfterItWasPromoted() {
    try (var primary = PostgresServer.start("failover-primary")) {
      var nodes = Nodes.on(primary);
      try (var outbox = nodes.start()) {
        assertThat(outbox.error()).isEmpty();
      }
      try (var replica = primary.replica("failover-replica")) {
        var onReplica = nodes.by(replica.url(nodes.database()));
        try (var sought = onReplica.launch(at(onReplica.url, SHORT));
            var accepted = onReplica.launch(at(onReplica.url + "&targetServerType=any", SHORT))) {
          await(sought, "the database is a read-only replica");
          await(accepted, "the database is a read-only replica");
        }
        takesOver(primary, replica, nodes.database());
      }
    }
  }

  private static void takesOver(PostgresServer primary, PostgresServer replica, String database) {
    var url =
        "jdbc:postgresql://localhost:%d,localhost:%d/%s?user=postgres"
            .formatted(replica.port(), primary.port(), database);
    var both = Nodes.at(url);
    try (var outbox = both.start(at(url))) {
      both.by(primary.url(database)).sql("insert into tidings_outbox (type) values ('before')");
      both.awaitEvents(1);
      primary.stop();
      Awaitility.await("readiness fails long before a connection's timeout")
          .atMost(Duration.ofSeconds(3))
          .until(() -> outbox.error().isPresent());
      var promoted = both.by(replica.url(database));
      promoted.sql("select pg_promote()");
      promoted.sql("insert into tidings_outbox (type) values ('after')");
      both.awaitEvents(2);
      await(outbox, "");
    }
  }

  @Test
  void aConnectionThatFallsSilentIsReplacedBeforeItsTimeout() {
    var direct = Nodes.on(postgres);
    try (var wire = FaultyWire.to(postgres.port())) {
      var nodes =
          direct.by(
              "jdbc:postgresql://localhost:%d/%s?user=postgres"
                  .formatted(wire.port(), direct.database()));
      try (var outbox = nodes.start(at(nodes.url))) {
        direct.listener();
        wire.fallSilent();
        direct.sql("insert into tidings_outbox (type) values ('a')");
        Awaitility.await("the event")
            .atMost(Duration.ofSeconds(10))
            .until(() -> nodes.log.events() == 1);
        assertThat(outbox.error()).isEmpty();
      }
    }
  }

  @Test
  void theDocumentedRightsAreEnoughForTidingsAndForAnApplication() {
    var direct = Nodes.on(postgres);
    var owner = direct.database() + "_owner";
    var application = direct.database() + "_application";
    direct.sql("revoke all on schema public from public");
    direct.sql(SourcesPage.postgresRole(owner, "secret"));
    direct.sql("revoke create on schema %1$s from %1$s".formatted(owner));
    var nodes = direct.by(url(direct, owner));
    try (var outbox = nodes.launch(at(nodes.url, SHORT))) {
      await(outbox, "a right in the database is missing");
      assertThat(log.messages())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("role %1$s has no CREATE on schema %1$s".formatted(owner)));
      direct.sql("grant create on schema %1$s to %1$s".formatted(owner));
      await(outbox, "");
      direct.sql("create role " + application + " login");
      direct.sql(SourcesPage.postgresApplication(owner, application));
      direct
          .by(url(direct, application))
          .sql("insert into %s.tidings_outbox (type) values ('a')".formatted(owner));
      nodes.awaitEvents(1);
    }
  }

  /** The URL of a database, for one of its roles. */
  private String url(Nodes direct, String role) {
    return postgres.url(direct.database()).replace("user=postgres", "user=" + role);
  }

  @Test
  void aRoleThatMayNotSignInIsReportedAsSuch() {
    var direct = Nodes.on(postgres);
    var role = direct.database() + "_locked";
    direct.sql("create role " + role + " nologin");
    var url = url(direct, role);
    try (var outbox = direct.by(url).launch(at(url, SHORT))) {
      await(outbox, "the database rejects the login");
    }
  }
}
