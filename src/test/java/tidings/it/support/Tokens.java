package tidings.it.support;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Map;

/** Tokens of the development identity. */
public final class Tokens {

  private Tokens() {}

  /** A token that the server itself signs. */
  public static String dev(LibertyServer server, Claims claims) {
    var asked =
        Map.of(
            "user", claims.user(),
            "groups", claims.groups(),
            "tidings",
                Map.of(
                    "subscribe", claims.subscribe(),
                    "publish", claims.publish(),
                    "sessions", claims.sessions()),
            "expires_in", claims.life().toSeconds());
    var answer = Client.anonymous(server).post("/dev/token", "application/json", Json.write(asked));
    if (answer.status() != 200) {
      throw new IllegalStateException("no token: " + answer.status() + " " + answer.body());
    }
    return Json.read(answer.body()).get("token").textValue();
  }

  /** The {@code jti} of a token. */
  public static String id(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
