package tidings.it.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate for 127.0.0.1 and its key, both in PEM.
 *
 * @param certificate a file that every user may read
 * @param key a file
 */
public record SelfSigned(Path certificate, Path key) {

  private static final String STORE = "store.p12";
  private static final char[] SECRET = "changeit".toCharArray();

  /** Creates one in this folder. */
  public static SelfSigned in(Path folder) {
    try {
      Files.createDirectories(folder);
      var file = folder.resolve(STORE);
      Files.deleteIfExists(file);
      generate(file, folder.resolve("keytool.log"));
      var store = KeyStore.getInstance("PKCS12");
      try (var in = Files.newInputStream(file)) {
        store.load(in, SECRET);
      }
      return new SelfSigned(
          write(
              folder.resolve("cert.pem"), "CERTIFICATE", store.getCertificate("own").getEncoded()),
          write(
              folder.resolve("key.pem"), "PRIVATE KEY", store.getKey("own", SECRET).getEncoded()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate and its key as a key store, PKCS #12. */
  public Path store() {
    return certificate.resolveSibling(STORE);
  }

  /** The password of the key store, and of the key in it. */
  public static String password() {
    return new String(SECRET);
  }

  /** The TLS context by which a server presents it. */
  public SSLContext context() {
    try (var in = Files.newInputStream(store())) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(in, SECRET);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, SECRET);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void generate(Path store, Path log) {
    var keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
    var arguments =
        "-genkeypair -alias own -keyalg RSA -validity 2 -dname CN=own -ext SAN=ip:127.0.0.1"
            + " -storetype PKCS12 -storepass changeit -keystore";
    var command = new ArrayList<>(List.of(keytool));
    command.addAll(List.of(arguments.split(" ")));
    command.add(store.toString());
    var made = ChildProcess.start(command, Map.of(), log);
    if (!made.exits(Duration.ofSeconds(60)) || !made.succeeded()) {
      throw new IllegalStateException("no certificate was made: " + made.output());
    }
  }

  private static Path write(Path file, String what, byte[] bytes) throws IOException {
    var base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    var pem = "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    return Files.writeString(file, pem);
  }
}
