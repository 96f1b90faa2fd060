package tidings.platform.identity.keys;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.util.List;

/** The public keys that tokens are verified with. Implementations are thread-safe. */
public interface VerificationKeys {

  /**
   * The keys that fit a token's header by what is known.
   *
   * @throws KeysUnavailableException if no keys are known, because they cannot be read
   */
  List<JWK> fitting(JWSHeader header);

  /**
   * The keys that fit after the issuer was asked again, within limits; called when no key verified
   * the token. Without anything new: none.
   *
   * @throws KeysUnavailableException if the issuer's keys cannot be read now, so that nobody can
   *     say whether it has such a key
   */
  List<JWK> fittingAfterRefresh(JWSHeader header);

  /** Changes with the keys: what was verified before such a change is to be verified again. */
  long version();
}
