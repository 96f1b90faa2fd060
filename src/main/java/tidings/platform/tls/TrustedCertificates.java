package tidings.platform.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates in PEM that are trusted instead of those that the JVM trusts. Pure functions. */
public final class TrustedCertificates {

  private TrustedCertificates() {}

  /**
   * Reads certificates.
   *
   * @param key configuration key of the file, for errors
   * @throws IllegalArgumentException if the file cannot be read, or has no certificate
   */
  public static KeyStore read(String key, Path file) {
    try (var in = Files.newInputStream(file)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      if (count == 0) {
        throw new IllegalArgumentException("%s: %s has no certificate".formatted(key, file));
      }
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("%s: %s cannot be read: %s".formatted(key, file, e), e);
    }
  }

  /** A context for connections to servers whose certificates have one of these authorities. */
  public static SSLContext context(KeyStore authorities) {
    try {
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK supports TLS", e);
    }
  }
}
