package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.ChildProcess;
import tidings.it.support.Client;
import tidings.it.support.Folders;
import tidings.it.support.LibertyServer;
import tidings.it.support.Playwright;
import tidings.it.support.ReverseProxy;
import tidings.it.support.SharedServer;

/** Under a context root the console finds its assets and the server, as it does at the root. */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePrefixIT {

  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  private final LibertyServer server =
      LibertyServer.named("prefix").withDevIdentity().with("CONTEXT_ROOT", "/apps/tidings").start();

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void everyAssetOfThePageIsFoundAndKept() {
    var nobody = Client.anonymous(server);
    var page = nobody.get("/apps/tidings/");
    assertEquals(200, page.status());
    var assets = ASSET.matcher(page.body()).results().map(found -> found.group(1)).toList();
    assertFalse(assets.isEmpty(), page::body);
    for (var asset : assets) {
      assertTrue(asset.startsWith("./"), asset);
      var answer = nobody.get("/apps/tidings/" + asset.substring(2));
      assertEquals(200, answer.status(), asset);
      boolean hashed = asset.startsWith("./assets/");
      assertEquals(hashed, answer.header("Cache-Control").contains("immutable"), asset);
    }
  }

  /** The console's browser tests, where the proxy removes the prefix, and where it passes it on. */
  @Test
  void browserTestsPassBehindNginxBelowAPrefix() {
    Playwright.requireBrowsers();
    var plan = LibertyServer.named("prefix-removed").withDevIdentity();
    try (var atTheRoot = SharedServer.withAmpleLimits(plan).start();
        var removing = ReverseProxy.NGINX.before(atTheRoot, ReverseProxy.nginxWithPrefix())) {
      passes("removed", removing.url() + "/push/");
    }
    var own = LibertyServer.named("prefix-own").withDevIdentity().with("CONTEXT_ROOT", "/push");
    try (var below = SharedServer.withAmpleLimits(own).start();
        var passing = ReverseProxy.NGINX.before(below)) {
      passes("own", passing.url() + "/push/");
    }
  }

  private static void passes(String name, String url) {
    Playwright.passes(
        Playwright.start(
            "test", "prefix-" + name, Map.of("TIDINGS_URL", url), "--project=chromium"));
  }

  @Test
  void itsPageAsksTheServerBelowTheSameRoot() {
    var chromium =
        Path.of(
            Optional.ofNullable(System.getenv("CHROMIUM"))
                .orElse("/usr/bin/chromium-headless-shell"));
    assumeTrue(
        Files.isExecutable(chromium) || "true".equals(System.getenv("CI")), "no " + chromium);
    var browser =
        ChildProcess.start(
            List.of(
                chromium.toString(),
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=20000",
                "--dump-dom",
                server.uri("/apps/tidings/").toString()),
            Map.of(),
            Folders.fresh("chromium"));
    assertTrue(browser.exits(Duration.ofSeconds(60)), browser::output);
    // The demo users are offered where POST …/dev/token is found.
    assertTrue(browser.output().contains("alice"), browser::output);
  }
}
