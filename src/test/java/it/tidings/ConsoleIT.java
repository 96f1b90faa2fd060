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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The console that the server serves, in a real browser: the Playwright suite of the front end. */
@Isolated("a browser that has to wait for the processors is another browser")
class ConsoleIT {

  private static final Path FRONTEND = Path.of("frontend");
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  @Test
  void consoleWorksInABrowserAgainstARealServer() throws IOException {
    var plan =
        LibertyServer.named("console")
            .withDevIdentity()
            .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "500")
            .with("TIDINGS_HEARTBEAT", "1s")
            .with("TIDINGS_LIMITS_CONNECT_RATE", "1000")
            .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000");
    try (var server = plan.start()) {
      playwright(Map.of("TIDINGS_URL", server.uri("").toString()));
    }
  }

  @Test
  void consoleOutlivesItsServerAndMissesNothing() throws IOException {
    try (var mortal = new MortalServer()) {
      playwright(
          Map.of("TIDINGS_URL", mortal.url(), "TIDINGS_CONTROL", mortal.control()),
          "restart.spec.ts");
    }
  }

  private static void playwright(Map<String, String> environment, String... specs)
      throws IOException {
    var browser = browser();
    if (browser.isEmpty()) {
      missing("no Chromium is installed (apt-get install chromium, or name one in CHROMIUM)");
    }
    if (!Files.exists(FRONTEND.resolve("node_modules/.bin/playwright"))
        || !Files.exists(FRONTEND.resolve("apps/console/dist/index.html"))) {
      missing("the front end is not built: run without -Dfrontend.skip");
    }
    var command =
        new ArrayList<>(
            List.of("npm", "--prefix", FRONTEND.resolve("e2e").toString(), "test", "--"));
    command.addAll(List.of(specs));
    var whole = new HashMap<>(environment);
    whole.put("CHROMIUM", browser.orElseThrow().toString());
    var output = Files.createTempFile(Path.of("target/it"), "console", ".log");
    var playwright = ChildProcess.start(command, whole, output);

    boolean ended = playwright.exits(AT_MOST);
    if (!ended) {
      playwright.kill();
    }
    assertTrue(ended && playwright.succeeded(), playwright::output);
  }

  private static Optional<Path> browser() {
    var named = System.getenv("CHROMIUM");
    return Stream.of(named == null ? "/usr/bin/chromium" : named, "/usr/bin/chromium-browser")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Who tests for release must not be told that all is well without a browser. */
  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail(what);
    }
    abort("The console was not tested: " + what);
  }
}
