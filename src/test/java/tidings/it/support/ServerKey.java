package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The keys of the servers of the tests, created once: each key costs a second. */
public final class ServerKey {

  private static final String PASSWORD = "of-the-tests";
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private ServerKey() {}

  private static final class Holder {
    static final Path FILE = make();
  }

  private static Path make() {
    var folder = Path.of("target/it/key").toAbsolutePath();
    var file = folder.resolve("key.p12");
    try {
      Folders.delete(folder);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var keytool =
        ChildProcess.start(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "default",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD),
            Map.of(),
            folder.resolve("output.log"));
    if (!keytool.exits(AT_MOST) || !keytool.succeeded()) {
      keytool.kill();
      throw new IllegalStateException("no key store: " + keytool.output());
    }
    return file;
  }

  private static final class DevIdentity {
    static final Path FILE = makeDevIdentity();
  }

  private static Path makeDevIdentity() {
    try {
      var folder = Files.createDirectories(Path.of("target/it").toAbsolutePath());
      return Files.writeString(folder.resolve("dev-key.pem"), new Issuer().privateKey());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The signing key of the development identity. */
  public static Path devIdentity() {
    return DevIdentity.FILE;
  }

  /** The configuration of the key store. */
  public static Map<String, String> configuration() {
    return Map.of(
        "KEYSTORE_LOCATION",
        Holder.FILE.toString(),
        "KEYSTORE_PASSWORD",
        PASSWORD,
        "KEYSTORE_TYPE",
        "PKCS12");
  }
}
