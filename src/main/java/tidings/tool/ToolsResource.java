package tidings.tool;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/tools}: the servers that {@code mcp_servers} may name, and what they offer. */
@Path("tools")
@Singleton
public class ToolsResource {

  private final Toolbox toolbox;

  @Inject
  public ToolsResource(Toolbox toolbox) {
    this.toolbox = toolbox;
  }

  /**
   * A server.
   *
   * @param error why it cannot be asked at the moment; null if it can
   */
  public record Server(String name, List<Map<String, String>> tools, @Nullable String error) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, List<Server>> tools() throws InterruptedException {
    var servers = new ArrayList<Server>();
    for (var name : toolbox.names()) {
      servers.add(server(name));
    }
    return Map.of("servers", servers);
  }

  private Server server(String name) throws InterruptedException {
    try {
      var tools =
          toolbox.of(List.of(name)).stream()
              .map(tool -> Map.of("name", tool.name(), "description", tool.description()))
              .toList();
      return new Server(name, tools, null);
    } catch (ToolException e) {
      return new Server(name, List.of(), e.told());
    }
  }
}
