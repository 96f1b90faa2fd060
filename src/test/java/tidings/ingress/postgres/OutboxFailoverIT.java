package tidings.ingress.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import it.tidings.PostgresServer;
import it.tidings.SilentWire;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.database.DatabaseSettings;

/**
 * The outbox on servers that take over, only read, fall silent, or do not let it make its table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxFailoverIT {

  private static final Duration POLL = Duration.ofHours(1);

  /** As it is configured unless somebody configures another. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final PostgresServer postgres = PostgresServer.start("failover");

  @AfterAll
  void stop() {
    postgres.close();
  }

  private static OutboxSettings at(String url) {
    var database = new DatabaseSettings(url, null, null, 1, TIMEOUT, "node");
    return new OutboxSettings(
        database, 2, 500, POLL, Duration.ZERO, Duration.ofMinutes(1), Listening.DETECT);
  }

  private static void await(Outbox outbox, String trouble) {
    Awaitility.await(trouble)
        .atMost(Nodes.PATIENCE)
        .until(() -> outbox.trouble().orElse(""), trouble::equals);
  }

  @Test
  void aReplicaIsNamedAndServesAfterItWasPromoted() {
    try (var primary = PostgresServer.start("failover-primary")) {
      var nodes = Nodes.on(primary);
      try (var outbox = nodes.start()) {
        assertThat(outbox.trouble()).isEmpty();
      }
      try (var replica = primary.replica("failover-replica")) {
        var onReplica = nodes.by(replica.url(nodes.database()));
        try (var sought = onReplica.launch(at(onReplica.url));
            var accepted = onReplica.launch(at(onReplica.url + "&targetServerType=any"))) {
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
          .until(() -> outbox.trouble().isPresent());
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
    try (var wire = SilentWire.to(postgres.port())) {
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
        assertThat(outbox.trouble()).isEmpty();
      }
    }
  }

  @Test
  void aRoleNeedsCreateOnItsSchemaAndNothingElse() {
    var direct = Nodes.on(postgres);
    var role = direct.database() + "_role";
    direct.sql(
        """
        create role %1$s login;
        revoke all on schema public from public;
        create schema app;
        grant usage on schema app to %1$s;
        alter role %1$s set search_path = app\
        """
            .formatted(role));
    var url = postgres.url(direct.database()).replace("user=postgres", "user=" + role);
    var nodes = direct.by(url);
    try (var outbox = nodes.launch(at(url))) {
      await(outbox, "a right in the database is missing");
      direct.sql("grant create on schema app to " + role);
      await(outbox, "");
      direct.sql("insert into app.tidings_outbox (type) values ('a')");
      nodes.awaitEvents(1);
    }
  }

  @Test
  void aRoleThatMayNotSignInIsReportedAsSuch() {
    var direct = Nodes.on(postgres);
    var role = direct.database() + "_locked";
    direct.sql("create role " + role + " nologin");
    var url = postgres.url(direct.database()).replace("user=postgres", "user=" + role);
    try (var outbox = direct.by(url).launch(at(url))) {
      await(outbox, "the database refuses to sign in");
    }
  }
}
