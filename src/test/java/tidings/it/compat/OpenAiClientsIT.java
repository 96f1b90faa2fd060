package tidings.it.compat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.support.Claims;
import tidings.it.support.RunsServer;
import tidings.it.support.Tokens;

/**
 * Clients of OpenAI's interface for Node, unmodified, against {@code /v1}: with and without a
 * stream, tools, usage, refusals, an incomplete answer, abort.
 */
@ResourceLock(RunsServer.LOCK)
@Order(4) // much of it waits
class OpenAiClientsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @ParameterizedTest
  @CsvSource({"openai.mjs, 14", "ai-sdk.mjs, 8", "langchain.mjs, 7", "agents.mjs, 7"})
  void theClientWorksUnchanged(String script, int what) {
    var server = RunsServer.get();
    var output =
        NodeProject.named("openai")
            .run(
                script,
                Map.of(
                    "TIDINGS_URL",
                    server.uri("").toString(),
                    "TIDINGS_TOKEN",
                    Tokens.dev(server, Claims.of("sdk"))),
                PATIENCE);
    // The output may start with lines of an earlier script.
    long count = output.lines().filter(line -> line.startsWith("ok ")).count();
    assertTrue(count >= what, output);
  }
}
