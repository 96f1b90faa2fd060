package tidings.it.support;

/** The one server of all tests that need tokens of a real issuer. It stops with the tests. */
public final class IssuerServer {

  private IssuerServer() {}

  /** An origin whose pages may call it. */
  public static final String TRUSTED = "https://app.example.com";

  private static final class Holder {
    static final Issuer ISSUER = new Issuer();

    /** The development identity is requested, and must not be active. */
    static final LibertyServer SERVER =
        LibertyServer.named("issuer")
            .withIssuer(ISSUER)
            .withDevIdentity()
            .with("TIDINGS_CORS_ORIGINS", "https://other.example.com," + TRUSTED)
            .with("HTTP_HEADERS", "cors")
            .with("TIDINGS_SECURITY_CONTACTS", "mailto:security@bank.test,https://bank.test/report")
            .with("TIDINGS_SECURITY_POLICIES", "https://bank.test/policy")
            .start();
  }

  public static LibertyServer get() {
    return Holder.SERVER;
  }

  public static Issuer issuer() {
    return Holder.ISSUER;
  }
}
