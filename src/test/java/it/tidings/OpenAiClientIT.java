package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** OpenAI's own client for Node, as it comes, against {@code /v1}. */
@ResourceLock(RunsServer.LOCK)
class OpenAiClientIT {

  private static final Path FRONTEND = Path.of("frontend");

  @Test
  void theOfficialClientWorksUnchanged() throws IOException {
    if (!Files.exists(FRONTEND.resolve("node_modules/openai"))) {
      missing();
    }
    var server = RunsServer.get();
    var output = Files.createTempFile(Path.of("target/it"), "openai", ".log");
    var script =
        ChildProcess.start(
            List.of("node", FRONTEND.resolve("e2e/openai.mjs").toString()),
            Map.of(
                "TIDINGS_URL", server.uri("").toString(),
                "TIDINGS_TOKEN", Tokens.dev(server, Claims.of("sdk"))),
            output);
    boolean ended = script.exits(Duration.ofMinutes(1));
    if (!ended) {
      script.kill();
    }
    assertTrue(ended && script.succeeded(), script::output);
    assertEquals(10, script.output().lines().filter(line -> line.startsWith("ok ")).count());
  }

  private static void missing() {
    var what = "the packages of the front end are not installed: run without -Dfrontend.skip";
    if ("true".equals(System.getenv("CI"))) {
      fail(what);
    }
    abort(what);
  }
}
