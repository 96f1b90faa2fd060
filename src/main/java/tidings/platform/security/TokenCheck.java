package tidings.platform.security;

/** The checks of a token. A rejection names the one that failed. */
public enum TokenCheck {
  /** It is a signed JWT in compact form (RFC 7519), and no larger than allowed. */
  FORMAT("format"),
  /** It is signed with one of the accepted algorithms, none of which is symmetric. */
  ALGORITHM("algorithm"),
  /** The issuer publishes a key that fits it. */
  KEY("key"),
  /** The signature is that key's. */
  SIGNATURE("signature"),
  /** {@code iss} is the configured issuer. */
  ISSUER("issuer"),
  /** {@code aud}, or the client where there is none, is one of the configured audiences. */
  AUDIENCE("audience"),
  /** {@code exp} lies in the future. */
  EXPIRY("expiry"),
  /** {@code nbf} and {@code iat} do not lie in the future, and {@code iat} not too far back. */
  TIME("time"),
  /** The claims that Tidings reads are present and have the right types. */
  CLAIMS("claims"),
  /** Neither the token nor its user is revoked. */
  REVOCATION("revocation"),
  /** A ticket that replaces a token was issued, and is unused. */
  TICKET("ticket");

  private final String wire;

  TokenCheck(String wire) {
    this.wire = wire;
  }

  /** Its name in metrics and log lines. */
  public String wire() {
    return wire;
  }
}
