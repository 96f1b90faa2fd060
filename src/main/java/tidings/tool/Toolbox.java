package tidings.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidings.security.Caller;

/** All tools there are, by server. Thread-safe. */
public final class Toolbox implements AutoCloseable {

  /** Name of the server of the tools that Tidings has itself. */
  public static final String BUILT_IN = "builtin";

  private final Map<String, ToolServer> servers = new LinkedHashMap<>();

  public Toolbox(List<Tool> builtIn, McpSettings settings) {
    servers.put(BUILT_IN, new BuiltIn(builtIn));
    settings
        .servers()
        .forEach(
            server -> {
              if (servers.put(server.name(), new McpServer(server, settings.timeout())) != null) {
                throw new IllegalArgumentException(
                    "tidings.mcp.servers: two are called '" + server.name() + "'");
              }
            });
  }

  private record BuiltIn(List<Tool> tools) implements ToolServer {
    BuiltIn {
      tools = List.copyOf(tools);
    }

    @Override
    public String name() {
      return BUILT_IN;
    }

    @Override
    public void close() {}
  }

  /** Names of the servers. */
  public List<String> names() {
    return List.copyOf(servers.keySet());
  }

  /** Those of the names that no server has. */
  public List<String> unknown(List<String> names) {
    return names.stream().filter(name -> !servers.containsKey(name)).toList();
  }

  public Optional<ToolServer> server(String name) {
    return Optional.ofNullable(servers.get(name));
  }

  /**
   * What several servers offer together. Of two tools with one name the later is called after its
   * server, too.
   *
   * @throws ToolException if a server is not there, or cannot be asked
   */
  public List<Tool> of(List<String> names) throws InterruptedException {
    var tools = new LinkedHashMap<String, Tool>();
    for (var name : names) {
      var server =
          server(name)
              .orElseThrow(() -> new ToolException("there is no tool server '" + name + "'"));
      for (var tool : server.tools()) {
        var free = tools.containsKey(tool.name()) ? name + "_" + tool.name() : tool.name();
        tools.put(free, free.equals(tool.name()) ? tool : new Renamed(free, tool));
      }
    }
    return new ArrayList<>(tools.values());
  }

  private record Renamed(String name, Tool tool) implements Tool {
    @Override
    public String description() {
      return tool.description();
    }

    @Override
    public ObjectNode parameters() {
      return tool.parameters();
    }

    @Override
    public String call(ObjectNode arguments, Caller caller) throws InterruptedException {
      return tool.call(arguments, caller);
    }
  }

  @Override
  public void close() {
    servers.values().forEach(ToolServer::close);
  }
}
