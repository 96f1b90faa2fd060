package tidings.ingress.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.PgBouncer;
import tidings.it.support.PostgresServer;

/** The outbox behind a real PgBouncer that gives a session to each transaction. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PooledOutboxIT {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int ROWS = 500;
  private static final String EACH_ROW_IN_A_TRANSACTION =
      """
      do $$ begin
        for i in 0..%d loop
          insert into tidings_outbox (type, data) values ('k.' || i %% 7, to_json(i));
          commit;
        end loop;
      end $$
      """
          .formatted(ROWS - 1);

  private final PostgresServer postgres = PostgresServer.start("pooled-outbox");
  private final PgBouncer pooler = PgBouncer.before(postgres, 3);

  @AfterAll
  void stop() {
    pooler.close();
    postgres.close();
  }

  @Test
  void twoNodesThatStartTogetherCreateTheSchemaAndTakeEachRowOnce() {
    var direct = Nodes.on(postgres);
    var nodes = direct.by(pooler.url(direct.database()));
    var settings = nodes.settings(20, POLL, Duration.ofHours(1), Duration.ofSeconds(20));
    try (var one = nodes.launch(settings);
        var two = nodes.launch(settings)) {
      for (var outbox : new Outbox[] {one, two}) {
        Awaitility.await("the outbox is read")
            .atMost(Nodes.PATIENCE)
            .until(() -> outbox.error().isEmpty());
      }
      direct.sql(EACH_ROW_IN_A_TRANSACTION);
      nodes.awaitEvents(ROWS);
      Awaitility.await("every row is done")
          .atMost(Nodes.PATIENCE)
          .until(() -> direct.count("tidings_outbox where done_at is null") == 0);
      assertThat(nodes.log.all()).hasSize(ROWS);
      assertThat(one.ingested() + two.ingested()).isEqualTo(ROWS);
      assertThat(one.error()).isEmpty();
      assertThat(two.error()).isEmpty();
      assertLeavesNothingInSessions(direct);
    }
  }

  /**
   * Other clients get the sessions next: a LISTEN would be theirs, and a limit would end their
   * transactions.
   */
  private void assertLeavesNothingInSessions(Nodes direct) {
    var pooled = direct.by(pooler.url(direct.database()));
    for (int i = 0; i < 10; i++) {
      assertThat(pooled.count("pg_listening_channels()")).isZero();
      assertThat(
              pooled.count(
                  "pg_settings where name in"
                      + " ('idle_in_transaction_session_timeout', 'default_transaction_isolation')"
                      + " and source = 'session'"))
          .isZero();
      assertThat(pooled.count("pg_prepared_statements")).isZero();
    }
  }
}
