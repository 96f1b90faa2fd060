import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Writes where the JDK is that runs this program, which is the one that the build has selected, as
 * the property {@code liberty.env.JAVA_HOME} into a file. The Liberty plug-in starts the server on
 * Maven's own JDK unless that property names another.
 *
 * <p>A program and no script in Maven's process, because a script finds the selected toolchain in
 * Maven 3 alone.
 */
final class JavaHome {

  private JavaHome() {}

  public static void main(String[] arguments) throws IOException {
    var file = Path.of(arguments[0]);
    var properties = new Properties();
    properties.setProperty("liberty.env.JAVA_HOME", System.getProperty("java.home"));
    Files.createDirectories(file.getParent());
    try (var writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }
}
