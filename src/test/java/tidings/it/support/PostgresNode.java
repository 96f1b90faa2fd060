package tidings.it.support;

/**
 * A node on a PostgreSQL that a test may stop and restart. Both stop with the tests, which run one
 * after another, by {@link #LOCK}, and leave both running.
 */
public record PostgresNode(PostgresServer postgres, LibertyServer server) {

  /** Held by each class whose tests use the node. */
  public static final String LOCK = "node on PostgreSQL";

  private static final class Holder {
    static final PostgresNode NODE = start();
  }

  public static PostgresNode get() {
    return Holder.NODE;
  }

  private static PostgresNode start() {
    var postgres = PostgresServer.start("postgres-node-data");
    return new PostgresNode(postgres, plan("postgres-node", postgres.url()).start());
  }

  /** The plan of a node on this database, which waits for it no longer than a test should. */
  public static LibertyServer.Plan plan(String name, String databaseUrl) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .with("TIDINGS_DATABASE_URL", databaseUrl)
        .with("TIDINGS_DATABASE_TIMEOUT", "1s");
  }
}
