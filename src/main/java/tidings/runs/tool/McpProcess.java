package tidings.runs.tool;

import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import java.util.List;
import java.util.Set;

/**
 * The transport to an MCP server that is a process. The process does not inherit this process's
 * environment, which contains the keys of models and the passwords of databases.
 */
final class McpProcess extends StdioClientTransport {

  private final Set<String> inherited;

  /**
   * @param name of the server
   * @param command the program and its arguments
   * @param inherited names of variables that it inherits, beside the few that {@link
   *     ServerParameters} passes to every server
   */
  McpProcess(String name, List<String> command, Set<String> inherited) {
    super(
        ServerParameters.builder(command.getFirst())
            .args(command.subList(1, command.size()))
            .build(),
        McpJsonDefaults.getMapper());
    this.inherited = inherited;
    setStdErrorHandler(new ErrorOutput(name));
  }

  @Override
  protected ProcessBuilder getProcessBuilder() {
    var builder = new ProcessBuilder();
    builder.environment().keySet().retainAll(inherited);
    return builder;
  }
}
