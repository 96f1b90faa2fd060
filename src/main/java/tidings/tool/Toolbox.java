package tidings.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidings.security.Caller;

/** All tools there are, by server. Thread-safe. */
public final class Toolbox implements AutoCloseable {

  /** Name of the server of the tools that Tidings has itself. */
  public static final String BUILT_IN = "builtin";

  private final Map<String, ToolServer> servers = new LinkedHashMap<>();

  private final OwnTools own;

  public Toolbox(List<Tool> builtIn, OwnTools own, McpSettings settings) {
    this.own = own;
    servers.put(BUILT_IN, new BuiltIn(builtIn));
    settings
        .servers()
        .forEach(
            server -> {
              if (server.name().equals(OwnTools.SERVER)
                  || servers.put(
                          server.name(),
                          new McpServer(server, settings.timeout(), settings.environment()))
                      != null) {
                throw new IllegalArgumentException(
                    "tidings.mcp.servers: the name '" + server.name() + "' is taken");
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
    var names = new ArrayList<>(servers.keySet());
    names.add(1, OwnTools.SERVER);
    return names;
  }

  /** Those of the names that no server has. */
  public List<String> unknown(List<String> names) {
    return names.stream()
        .filter(name -> !name.equals(OwnTools.SERVER) && !servers.containsKey(name))
        .toList();
  }

  /**
   * What several servers offer a user together. Of two tools with one name the later is called
   * after its server, too.
   *
   * @throws ToolException if a server is not there, or cannot be asked
   */
  public List<Tool> of(List<String> names, String user) throws InterruptedException {
    var tools = new LinkedHashMap<String, Tool>();
    for (var name : names) {
      for (var tool : offered(name, user)) {
        var free = tools.containsKey(tool.name()) ? name + "_" + tool.name() : tool.name();
        tools.put(free, free.equals(tool.name()) ? tool : new Renamed(free, tool));
      }
    }
    return new ArrayList<>(tools.values());
  }

  private List<Tool> offered(String name, String user) throws InterruptedException {
    if (name.equals(OwnTools.SERVER)) {
      return own.of(user);
    }
    var server = servers.get(name);
    if (server == null) {
      throw new ToolException("there is no tool server '" + name + "'");
    }
    return server.tools();
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
    own.close();
  }
}
