package tidings.it.support;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * An MCP server over standard input and output, with tools that add, fail, break, wait, and return
 * the process id.
 */
public final class AdderMcp {

  private static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("a", Map.of("type", "number"), "b", Map.of("type", "number")),
          "required",
          List.of("a", "b"));

  private AdderMcp() {}

  /** Its address in {@code tidings.mcp.servers}. */
  public static String command() {
    return RunsServer.command(AdderMcp.class);
  }

  public static void main(String[] args) {
    McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper()))
        .serverInfo("adder", "1")
        .tools(adds(), fails(), breaks(), who(), variables(), waits())
        .build();
  }

  private static McpServerFeatures.SyncToolSpecification adds() {
    return McpServerFeatures.SyncToolSpecification.builder()
        .tool(McpSchema.Tool.builder("add", SCHEMA).description("Adds two numbers").build())
        .callHandler(
            (_, call) -> {
              long sum = 0;
              for (var number : call.arguments().values()) {
                sum += ((Number) number).longValue();
              }
              return answer(String.valueOf(sum), false);
            })
        .build();
  }

  private static McpServerFeatures.SyncToolSpecification fails() {
    return McpServerFeatures.SyncToolSpecification.builder()
        .tool(McpSchema.Tool.builder("fail", SCHEMA).description("Fails").build())
        .callHandler((_, _) -> answer("it cannot be added", true))
        .build();
  }

  /** Answers with an error of JSON-RPC, not of the tool. */
  private static McpServerFeatures.SyncToolSpecification breaks() {
    return McpServerFeatures.SyncToolSpecification.builder()
        .tool(McpSchema.Tool.builder("break", SCHEMA).description("Breaks").build())
        .callHandler(
            (_, _) -> {
              throw McpError.builder(-32602).message("that is refused").build();
            })
        .build();
  }

  private static McpServerFeatures.SyncToolSpecification who() {
    return McpServerFeatures.SyncToolSpecification.builder()
        .tool(McpSchema.Tool.builder("who", SCHEMA).description("Tells its process").build())
        .callHandler((_, _) -> answer("I am " + ProcessHandle.current().pid(), false))
        .build();
  }

  private static McpServerFeatures.SyncToolSpecification variables() {
    return McpServerFeatures.SyncToolSpecification.builder()
        .tool(
            McpSchema.Tool.builder("variables", Map.of("type", "object"))
                .description("Names the variables of its environment")
                .build())
        .callHandler((_, _) -> answer(String.join(",", System.getenv().keySet()), false))
        .build();
  }

  private static McpServerFeatures.SyncToolSpecification waits() {
    return McpServerFeatures.SyncToolSpecification.builder()
        .tool(McpSchema.Tool.builder("wait", Map.of("type", "object")).description("Waits").build())
        .callHandler(
            (_, _) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return answer("", false);
            })
        .build();
  }

  private static McpSchema.CallToolResult answer(String text, boolean isError) {
    return McpSchema.CallToolResult.builder().addTextContent(text).isError(isError).build();
  }
}
