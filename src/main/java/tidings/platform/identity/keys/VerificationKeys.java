package tidings.platform.identity.keys;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.util.List;

/** The public keys that verify tokens. Implementations are thread-safe. */
public interface VerificationKeys {

  /**
   * The known keys that fit a token's header.
   *
   * @throws KeysUnavailableException if no keys are known, because they cannot be read
   */
  List<JWK> fitting(JWSHeader header);

  /**
   * The keys that fit after another reading, within limits; called when no key verified the token.
   * Empty if nothing is new.
   *
   * @throws KeysUnavailableException if the issuer's keys cannot be read now, so that it is unknown
   *     whether the issuer has such a key
   */
  List<JWK> fittingAfterRefresh(JWSHeader header);

  /** Changes with the keys: a token verified before a change must be verified again. */
  long version();
}
