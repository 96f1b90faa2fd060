package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The one server of the tests of runs: memory journals, H2, a model stub that may send nothing for
 * two seconds, and three MCP servers, one of them unreachable. It stops with the tests.
 */
public final class RunsServer {

  /** Its model counts its requests: its tests run one after another. */
  public static final String LOCK = "runs server";

  /** The names that {@code mcp_servers} may contain there; the last two are unreachable. */
  public static final List<String> SERVERS = List.of("builtin", "adder", "remote", "away", "gone");

  /** Maximum number of model calls of a chat, or an agent, there. */
  public static final int MODEL_CALLS = 4;

  private RunsServer() {}

  private static final class Model {
    static final StubProcess STAND_IN = StubProcess.start();
  }

  private static final class Holder {
    static final McpOverHttp MCP = McpOverHttp.start();
    static final LibertyServer SERVER =
        plan("runs")
            .with("TIDINGS_MODEL_READ_TIMEOUT", "2s")
            .with("TIDINGS_MODEL_RETRIES", "1")
            .with("HTTP_WRITE_TIMEOUT", "60s") // a watcher that stalls here is blocked, not closed
            .with("TIDINGS_MODEL_API_KEY", "key-of-the-tests")
            .with("TIDINGS_RUNS_CONCURRENT_PER_USER", "200")
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

  public static StubProcess model() {
    return Model.STAND_IN;
  }

  /** The plan of another server, with the same model. */
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

  /** A command that runs a main class of the tests; short, because the class path is in a file. */
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
