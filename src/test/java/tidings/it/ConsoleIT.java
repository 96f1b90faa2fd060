package tidings.it;

import static org.junit.jupiter.api.Assertions.assertAll;
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
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tidings.it.support.ChildProcess;
import tidings.it.support.KafkaNode;
import tidings.it.support.LibertyServer;
import tidings.it.support.MortalServer;
import tidings.it.support.SharedServer;

/** The console that the server serves, in a real browser: the Playwright suite of the front end. */
@Isolated("a browser that waits for the processors behaves differently")
class ConsoleIT {

  private static final Path FRONTEND = Path.of("frontend");

  /** Number of tests of each shard, so that they take equally long; the last has the new ones. */
  private static final List<String> SHARDS = List.of("19", "34", "19");

  private static final Duration AT_MOST = Duration.ofMinutes(10);

  /** A part of the suite, which uses about half of a processor. */
  private interface Part {
    void run() throws IOException;
  }

  /**
   * Runs in Chromium and Firefox, and the parts that depend most on the browser also in WebKit: the
   * engine of Safari, of which Debian has a browser without Safari's platform.
   */
  @Test
  void consoleWorksInEachBrowserAndOutlivesItsServer() {
    requireBrowsers();
    var parts =
        List.<Part>of(
            () -> passes(shard(1, environment(SharedServer.get()))),
            () -> passes(shard(2, environment(KafkaNode.get().server()))),
            ConsoleIT::lastShardAndRestart);
    try (var executor = Executors.newFixedThreadPool(parts.size())) {
      var running = parts.stream().map(part -> executor.submit(() -> run(part))).toList();
      assertAll(running.stream().map(part -> part::get));
    }
    if (!hasWebKit()) {
      missingWebKit();
    }
  }

  @Test
  @Tag("soak")
  void consoleWorksInFirefoxAndWebKitAlsoWhereThatTakesLong() throws IOException {
    requireBrowsers();
    try (var server = new MortalServer("mortal-soak")) {
      var restart = environment(server);
      passes(playwright("restart-firefox", restart, "--project=firefox", "restart.spec.ts"));
      if (hasWebKit()) {
        passes(started("webkit", "webkit-soak", restart, "--grep=@soak"));
      } else {
        missingWebKit();
      }
    }
  }

  @Test
  @Tag("soak")
  void consoleLooksRightInEachLanguageAndWidth() {
    requireBrowsers();
    try (var server = plan("console-looks").start()) {
      var everywhere = new HashMap<>(environment(server));
      everywhere.put("TIDINGS_EVERY_WIDTH", "1");
      passes(playwright("looks", everywhere, "--project=chromium", "ooks", "chatLong"));
    }
  }

  /** A caller of the executor then sees the failure itself. */
  private static @Nullable Void run(Part part) throws IOException {
    part.run();
    return null;
  }

  /** One server for all of them: a start takes longer than most tests. */
  private static void lastShardAndRestart() throws IOException {
    try (var server = new MortalServer("mortal")) {
      passes(shard(SHARDS.size(), Map.of("TIDINGS_URL", server.url())));
      if (hasWebKit()) {
        passes(started("webkit", "webkit", environment(server), "--grep-invert=@soak"));
      }
      passes(playwright("restart", environment(server), "--project=chromium", "restart.spec.ts"));
    }
  }

  private static ChildProcess shard(int number, Map<String, String> server) {
    var environment = new HashMap<>(server);
    environment.put("PWTEST_SHARD_WEIGHTS", String.join(":", SHARDS));
    return playwright("shard-" + number, environment, "--shard=" + number + "/" + SHARDS.size());
  }

  private static LibertyServer.Plan plan(String name) {
    return SharedServer.withAmpleLimits(LibertyServer.named(name).withDevIdentity());
  }

  private static Map<String, String> environment(LibertyServer server) {
    return Map.of("TIDINGS_URL", server.uri("").toString());
  }

  private static Map<String, String> environment(MortalServer server) {
    return Map.of("TIDINGS_URL", server.url(), "TIDINGS_CONTROL", server.control());
  }

  private static void requireBrowsers() {
    if (!Files.exists(FRONTEND.resolve("node_modules/.bin/playwright"))
        || !Files.exists(FRONTEND.resolve("apps/console/dist/index.html"))) {
      missing("the front end is not built; run without -Dfrontend.skip");
    }
    if (browser().isEmpty()) {
      missing("no Chromium is installed (apt-get install chromium, or name one in CHROMIUM)");
    }
    if (firefox().isEmpty() && isRelease()) {
      fail("no Firefox is installed (apt-get install firefox-esr, or name one in FIREFOX)");
    }
  }

  /** Starts the suite, or a part of it; its name is the folder of the output of failures. */
  private static ChildProcess playwright(
      String name, Map<String, String> environment, String... arguments) {
    var whole = new HashMap<>(environment);
    browser().ifPresent(browser -> whole.put("CHROMIUM", browser.toString()));
    firefox().ifPresent(firefox -> whole.put("FIREFOX", firefox.toString()));
    return started("test", name, whole, arguments);
  }

  /** Runs a script of the browser tests' package. */
  private static ChildProcess started(
      String script, String name, Map<String, String> environment, String... arguments) {
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
    if (playwright.output().contains(" flaky\n")) {
      System.out.println(playwright.output()); // a test that passed only the second time
    }
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

  private static boolean hasWebKit() {
    return Files.isExecutable(Path.of("/usr/bin/WebKitWebDriver"))
        && Files.isExecutable(Path.of("/usr/bin/Xvfb"));
  }

  private static Optional<Path> first(@Nullable String... programs) {
    return Stream.of(programs)
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void missingWebKit() {
    missing("in WebKit, for none is installed (apt-get install webkit2gtk-driver xvfb)");
  }

  private static void missing(String what) {
    if (isRelease()) {
      fail(what);
    }
    abort("The console was not tested: " + what);
  }

  /** A test for a release must not pass without a browser. */
  private static boolean isRelease() {
    return "true".equals(System.getenv("CI"));
  }
}
