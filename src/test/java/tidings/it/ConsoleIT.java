package tidings.it;

import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tidings.it.support.ChildProcess;
import tidings.it.support.KafkaNode;
import tidings.it.support.LibertyServer;
import tidings.it.support.MortalServer;
import tidings.it.support.Playwright;
import tidings.it.support.SharedServer;

/** The console that the server serves, in a real browser: the Playwright suite of the front end. */
@Isolated("a browser that waits for the processors behaves differently")
class ConsoleIT {

  /** Number of tests of each shard, so that they take equally long; the last has the new ones. */
  private static final List<String> SHARDS = List.of("21", "40", "11");

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
    Playwright.requireBrowsers();
    var parts =
        List.<Part>of(
            () -> Playwright.passes(shard(1, environment(SharedServer.get()))),
            () -> Playwright.passes(shard(2, environment(KafkaNode.get().server()))),
            ConsoleIT::lastShardAndRestart);
    try (var executor = Executors.newFixedThreadPool(parts.size())) {
      var running = parts.stream().map(part -> executor.submit(() -> run(part))).toList();
      assertAll(running.stream().map(part -> part::get));
    }
    if (!Playwright.hasWebKit()) {
      missingWebKit();
    }
  }

  @Test
  @Tag("soak")
  void consoleWorksInFirefoxAndWebKitAlsoWhereThatTakesLong() throws IOException {
    Playwright.requireBrowsers();
    try (var server = new MortalServer("mortal-soak")) {
      var restart = environment(server);
      Playwright.passes(
          playwright("restart-firefox", restart, "--project=firefox", "restart.spec.ts"));
      if (Playwright.hasWebKit()) {
        Playwright.passes(Playwright.start("webkit", "webkit-soak", restart, "--grep=@soak"));
      } else {
        missingWebKit();
      }
    }
  }

  @Test
  @Tag("soak")
  void consoleLooksRightInEachLanguageAndWidth() {
    Playwright.requireBrowsers();
    try (var server = plan("console-looks").start()) {
      var everywhere = new HashMap<>(environment(server));
      everywhere.put("TIDINGS_EVERY_WIDTH", "1");
      Playwright.passes(playwright("looks", everywhere, "--project=chromium", "ooks", "chatLong"));
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
      Playwright.passes(shard(SHARDS.size(), Map.of("TIDINGS_URL", server.url())));
      if (Playwright.hasWebKit()) {
        Playwright.passes(
            Playwright.start("webkit", "webkit", environment(server), "--grep-invert=@soak"));
      }
      Playwright.passes(
          playwright("restart", environment(server), "--project=chromium", "restart.spec.ts"));
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

  private static ChildProcess playwright(
      String name, Map<String, String> environment, String... arguments) {
    return Playwright.start("test", name, environment, arguments);
  }

  private static void missingWebKit() {
    Playwright.missing("in WebKit, for none is installed (apt-get install webkit2gtk-driver xvfb)");
  }
}
