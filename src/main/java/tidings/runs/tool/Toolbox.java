package tidings.runs.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.Caller;

/** All tools, by server. Thread-safe. */
public final class Toolbox implements AutoCloseable {

  /** Name of the server of Tidings' built-in tools. */
  public static final String BUILT_IN = "builtin";

  private final Map<String, ToolServer> servers = new LinkedHashMap<>();

  private final Function<String, List<Tool>> own;
  private final ToolAccess access;
  private final AuditTrail audit;
  private final Set<String> builtInNames;

  /**
   * @param own the tools that users define
   * @throws IllegalArgumentException if two servers have one name, or {@code access} names an
   *     unknown server
   */
  public Toolbox(
      List<Tool> builtIn,
      Function<String, List<Tool>> own,
      McpSettings settings,
      ToolAccess access,
      AuditTrail audit) {
    this.own = own;
    this.access = access;
    this.audit = audit;
    builtInNames = builtIn.stream().map(Tool::name).collect(Collectors.toUnmodifiableSet());
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
    for (var name : access.groups().keySet()) {
      if (!isAvailable(name)) {
        throw new IllegalArgumentException(
            "tidings.tools.groups: unknown tool server '" + name + "'");
      }
    }
  }

  private boolean isAvailable(String name) {
    return name.equals(OwnTools.SERVER) || servers.containsKey(name);
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

  /** Names of the built-in tools: no other tool may have one of them. */
  Set<String> builtInNames() {
    return builtInNames;
  }

  /** Names of the servers that the caller may use. */
  public List<String> names(Caller caller) {
    var names = new ArrayList<>(servers.keySet());
    names.add(1, OwnTools.SERVER);
    names.removeIf(name -> !access.mayUse(caller, name));
    return names;
  }

  /** Those of the names that belong to no server which the caller may use. */
  public List<String> unknown(List<String> names, Caller caller) {
    return names.stream()
        .filter(name -> !isAvailable(name) || !access.mayUse(caller, name))
        .toList();
  }

  /**
   * The combined tools of several servers for a caller. Of two tools with one name the later one
   * gets its server's name as a prefix, as does every tool with the name of a built-in one.
   *
   * @throws ToolException if a server is unknown, or unreachable
   */
  public List<Tool> of(List<String> names, Caller caller) throws InterruptedException {
    var tools = new LinkedHashMap<String, Tool>();
    for (var name : new LinkedHashSet<>(names)) {
      for (var offered : offered(name, caller)) {
        var free = offered.name();
        while (tools.containsKey(free) || (builtInNames.contains(free) && !name.equals(BUILT_IN))) {
          free = name + "_" + free;
        }
        tools.put(free, new OfferedTool(free, name, offered, audit));
      }
    }
    return new ArrayList<>(tools.values());
  }

  private List<Tool> offered(String name, Caller caller) throws InterruptedException {
    boolean mayUse = access.mayUse(caller, name);
    if (mayUse && name.equals(OwnTools.SERVER)) {
      return own.apply(caller.user());
    }
    var server = servers.get(name);
    if (server == null || !mayUse) {
      throw new ToolException("unknown tool server '" + name + "'");
    }
    return server.tools();
  }

  @Override
  public void close() {
    servers.values().forEach(ToolServer::close);
  }
}
