package it.tidings;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The console that the server serves, in a real browser: the Playwright suite of the front end. */
@Isolated("a browser that has to wait for the processors is another browser")
class ConsoleIT {

  private static final Path FRONTEND = Path.of("frontend");

  /** How many tests each part has, so that they take as long; the last has what is new. */
  private static final String TESTS = "23:43:23";

  private static final Duration AT_MOST = Duration.ofMinutes(10);

  /** In three parts, each with a server of its own: what one waits for, the others have. */
  @Test
  void consoleWorksInABrowserAgainstARealServer() {
    try (var one = plan("console-one").start();
        var two = plan("console-two").start();
        var three = plan("console-three").start()) {
      var parts =
          List.of(
              playwright(one, "--shard=1/3"),
              playwright(two, "--shard=2/3"),
              playwright(three, "--shard=3/3"));
      parts.forEach(ConsoleIT::passes);
    }
  }

  private static LibertyServer.Plan plan(String name) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "500")
        .with("TIDINGS_HEARTBEAT", "1s")
        .with("TIDINGS_LIMITS_CONNECT_RATE", "1000")
        .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000");
  }

  /**
   * In Chromium, Firefox and WebKit: the engine of Safari, of which Debian has a browser without
   * Safari's platform around it.
   */
  @Test
  void consoleOutlivesItsServerAndMissesNothing() throws IOException {
    if (!Files.isExecutable(Path.of("/usr/bin/WebKitWebDriver"))
        || !Files.isExecutable(Path.of("/usr/bin/Xvfb"))) {
      missing("no WebKitGTK is installed (apt-get install webkit2gtk-driver xvfb)");
    }
    try (var mortal = new MortalServer("mortal");
        var other = new MortalServer("mortal-webkit")) {
      var restart = playwright("restart", environment(mortal), "restart.spec.ts");
      var webkit = started("webkit", "webkit", environment(other));
      passes(restart);
      passes(webkit);
    }
  }

  private static Map<String, String> environment(MortalServer server) {
    return Map.of("TIDINGS_URL", server.url(), "TIDINGS_CONTROL", server.control());
  }

  private static ChildProcess playwright(LibertyServer server, String shard) {
    return playwright(
        "port-" + server.httpPort(),
        Map.of("TIDINGS_URL", server.uri("").toString(), "PWTEST_SHARD_WEIGHTS", TESTS),
        shard);
  }

  /** Starts the suite, or a part of it; its name is the folder of what is left of failures. */
  private static ChildProcess playwright(
      String name, Map<String, String> environment, String... arguments) {
    var browser = browser();
    if (browser.isEmpty()) {
      missing("no Chromium is installed (apt-get install chromium, or name one in CHROMIUM)");
    }
    if (firefox().isEmpty() && isRelease()) {
      fail("no Firefox is installed (apt-get install firefox-esr, or name one in FIREFOX)");
    }
    var whole = new HashMap<>(environment);
    whole.put("CHROMIUM", browser.orElseThrow().toString());
    firefox().ifPresent(firefox -> whole.put("FIREFOX", firefox.toString()));
    return started("test", name, whole, arguments);
  }

  /** Runs a script of the browser tests' package. */
  private static ChildProcess started(
      String script, String name, Map<String, String> environment, String... arguments) {
    if (!Files.exists(FRONTEND.resolve("node_modules/.bin/playwright"))
        || !Files.exists(FRONTEND.resolve("apps/console/dist/index.html"))) {
      missing("the front end is not built: run without -Dfrontend.skip");
    }
    var command =
        new ArrayList<>(
            List.of("npm", "--prefix", FRONTEND.resolve("e2e").toString(), "run", script, "--"));
    command.add("--output=test-results/" + name);
    command.addAll(List.of(arguments));
    return ChildProcess.start(command, environment, Path.of("target/it/browser-" + name + ".log"));
  }

  private static void passes(ChildProcess playwright) {
    boolean ended = playwright.exits(AT_MOST);
    if (!ended) {
      playwright.kill();
    }
    assertTrue(ended && playwright.succeeded(), playwright::output);
  }

  private static Optional<Path> browser() {
    return first(
        System.getenv("CHROMIUM"),
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser");
  }

  /** Without one, some tests run in Chromium alone. */
  private static Optional<Path> firefox() {
    return first(System.getenv("FIREFOX"), "/usr/bin/firefox-esr");
  }

  private static Optional<Path> first(@Nullable String... programs) {
    return Stream.of(programs)
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void missing(String what) {
    if (isRelease()) {
      fail(what);
    }
    abort("The console was not tested: " + what);
  }

  /** Who tests for release must not be told that all is well without a browser. */
  private static boolean isRelease() {
    return "true".equals(System.getenv("CI"));
  }
}
