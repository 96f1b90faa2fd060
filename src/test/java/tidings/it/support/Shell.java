package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Executes the commands of the README: bash, which ends with the first command that fails. */
public final class Shell {

  private static final Path FOLDER = Path.of("target/it/shell");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Shell() {}

  /** Starts a script, and does not wait. */
  public static ChildProcess start(String script, Map<String, String> environment) {
    try {
      Files.createDirectories(FOLDER);
      var output = Files.createTempFile(FOLDER, "shell", ".log");
      return ChildProcess.start(List.of("bash", "-euc", script), environment, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole output of a script that succeeded. */
  public static String run(String script, Map<String, String> environment) {
    var shell = start(script, environment);
    assertTrue(shell.exits(PATIENCE), script);
    assertTrue(shell.succeeded(), shell::output);
    return shell.output();
  }

  /** The variables of Tidings in the environment after these lines. */
  public static Map<String, String> exported(String lines) {
    var found = new TreeMap<String, String>();
    run(lines + "\nenv", Map.of())
        .lines()
        .filter(line -> line.startsWith("TIDINGS_"))
        .map(line -> line.split("=", 2))
        .forEach(pair -> found.put(pair[0], pair[1]));
    return found;
  }
}
