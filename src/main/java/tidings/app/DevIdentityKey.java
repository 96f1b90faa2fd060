package tidings.app;

import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import tidings.security.DevIdentity;

/**
 * Gives MicroProfile JWT the development identity's public key while that identity is on. Its
 * ordinal is the lowest there is, and it is silent as soon as any real issuer or key is configured.
 */
public final class DevIdentityKey implements ConfigSource {

  private static final String KEY = "mp.jwt.verify.publickey";

  @Override
  public String getName() {
    return "tidings-dev-identity";
  }

  @Override
  public int getOrdinal() {
    return 1;
  }

  @Override
  public Set<String> getPropertyNames() {
    return Set.of(KEY);
  }

  @Override
  public @Nullable String getValue(String name) {
    if (!name.equals(KEY)) {
      return null;
    }
    var config = ConfigProvider.getConfig(DevIdentityKey.class.getClassLoader());
    try {
      return DevIdentityRule.identity(config).map(DevIdentity::publicKey).orElse(null);
    } catch (IllegalArgumentException e) {
      return null; // said by DevIdentityRule, which stops the start
    }
  }
}
