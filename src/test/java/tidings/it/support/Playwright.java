package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

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

/** The browser tests of the front end, as processes. */
public final class Playwright {

  private static final Path FRONTEND = Path.of("frontend");
  private static final Duration AT_MOST = Duration.ofMinutes(15);

  private Playwright() {}

  /** Skips a test without the browsers that it needs, and fails it in CI. */
  public static void requireBrowsers() {
    if (!Files.exists(FRONTEND.resolve("node_modules/.bin/playwright"))
        || !Files.exists(FRONTEND.resolve("apps/console/dist/index.html"))) {
      missing("the front end is not built; run without -Dfrontend.skip");
    }
    if (chromium().isEmpty()) {
      missing("no Chromium is installed (apt-get install chromium, or name one in CHROMIUM)");
    }
    if (firefox().isEmpty() && isRelease()) {
      fail("no Firefox is installed (apt-get install firefox-esr, or name one in FIREFOX)");
    }
  }

  /**
   * Starts a script of the browser tests' package.
   *
   * @param script its name in {@code package.json}
   * @param name the folder of the output of failures, and part of the name of the log
   */
  public static ChildProcess start(
      String script, String name, Map<String, String> environment, String... arguments) {
    var whole = new HashMap<>(environment);
    chromium().ifPresent(browser -> whole.put("CHROMIUM", browser.toString()));
    firefox().ifPresent(firefox -> whole.put("FIREFOX", firefox.toString()));
    var command =
        new ArrayList<>(
            List.of("npm", "--prefix", FRONTEND.resolve("e2e").toString(), "run", script, "--"));
    command.add("--output=test-results/" + name);
    command.addAll(List.of(arguments));
    return ChildProcess.start(command, whole, Path.of("target/it/browser-" + name + ".log"));
  }

  /** Waits until it has ended, and asserts that all its tests have passed. */
  public static ChildProcess passes(ChildProcess tests) {
    boolean ended = tests.exits(AT_MOST);
    if (!ended) {
      tests.kill();
    }
    assertTrue(ended && tests.succeeded(), tests::output);
    if (tests.output().contains(" flaky\n")) {
      System.out.println(tests.output()); // a test that passed only the second time
    }
    return tests;
  }

  private static Optional<Path> chromium() {
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

  /** Whether the engine of Safari is installed, with what it needs to run without a screen. */
  public static boolean hasWebKit() {
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

  /** Skips the rest of a test; fails it in CI, because a release must not pass without it. */
  public static void missing(String what) {
    if (isRelease()) {
      fail(what);
    }
    abort("The console was not tested: " + what);
  }

  private static boolean isRelease() {
    return "true".equals(System.getenv("CI"));
  }
}
