package tidings.platform.identity.keys;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.util.List;

/** Keys that never change: those of the configuration itself. */
record FixedKeys(List<JWK> keys) implements VerificationKeys {

  FixedKeys {
    keys = List.copyOf(keys);
  }

  @Override
  public List<JWK> fitting(JWSHeader header) {
    return KeyFit.among(keys, header);
  }

  @Override
  public List<JWK> fittingAfterRefresh(JWSHeader header) {
    return List.of();
  }

  @Override
  public long version() {
    return 0;
  }
}
