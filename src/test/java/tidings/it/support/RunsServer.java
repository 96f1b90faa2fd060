package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The one server of the tests of runs: memory journals, H2, a stand-in as its model that may be
 * silent for two seconds, and three MCP servers, one of them away. It ends with the tests.
 */
public final class RunsServer {

  /** Its model counts who asks: its tests run one after another. */
  public static final String LOCK = "runs server";

  /** What {@code mcp_servers} may name there; the last two are away. */
  public static final List<String> SERVERS = List.of("builtin", "adder", "remote", "away", "gone");

  /** How often a chat, or an agent, may call its model there. */
  public static final int MODEL_CALLS = 4;

  private RunsServer() {}

  private static final class Model {
    static final StandIn STAND_IN = StandIn.start();
  }

  private static final class Holder {
    static final McpOverHttp MCP = McpOverHttp.start();
    static final LibertyServer SERVER =
        plan("runs")
            .with("TIDINGS_MODEL_SILENCE", "2s")
            .with("TIDINGS_MODEL_RETRIES", "1")
            .with("HTTP_WRITE_TIMEOUT", "60s") // who stalls here is stuck, not closed
            .with("TIDINGS_MODEL_API_KEY", "key-of-the-tests")
            .with("TIDINGS_RUNS_PER_USER", "200")
            .with("TIDINGS_CHAT_MODEL_CALLS", String.valueOf(MODEL_CALLS))
            .with("TIDINGS_AGENT_MODEL_CALLS", String.valueOf(MODEL_CALLS))
            .with(
                "TIDINGS_MCP_SERVERS",
                "adder=stdio:%s,remote=%s,away=http://localhost:%d/mcp,gone=stdio:no-such-command"
                    .formatted(AdderMcp.command(), MCP.url(), FreePort.find()))
            .with("TIDINGS_TOOLS_HOSTS", URI.create(Model.STAND_IN.url()).getAuthority())
            .start();
  }

  public static LibertyServer get() {
    return Holder.SERVER;
  }

  /** Its MCP server {@code remote}. */
  public static McpOverHttp remote() {
    return Holder.MCP;
  }

  public static StandIn model() {
    return Model.STAND_IN;
  }

  /** A server of one's own, with the same model. */
  public static LibertyServer.Plan plan(String name) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .with("TIDINGS_LIMITS_CONNECT_RATE", "10000")
        .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "1000")
        .with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", "2000")
        .with("TIDINGS_MODEL_BASE_URL", Model.STAND_IN.url());
  }

  public static Client client(String user) {
    return Client.of(get(), Claims.of(user));
  }

  public static Map<String, Object> chat(String model, String prompt) {
    return Map.of("user_prompt", prompt, "model_name", model);
  }

  /** A command that runs a main class of the tests; short, as the class path is in a file. */
  public static String command(Class<?> main) {
    var file = Path.of("target/it", main.getSimpleName() + ".args").toAbsolutePath();
    var classPath = '"' + System.getProperty("java.class.path").replace("\\", "\\\\") + '"';
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, List.of("-Xmx64m", "-cp", classPath, main.getName()));
      return "\"%s\" \"@%s\"".formatted(Path.of(System.getProperty("java.home"), "bin/java"), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
