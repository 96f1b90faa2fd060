package tidings.runs.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.event.codec.RequestJson;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.platform.security.Caller;

/**
 * {@code /api/tools}: the servers that {@code mcp_servers} may name, and their tools; the caller's
 * own tools (protocol, section 3).
 */
@Path("tools")
@Singleton
public class ToolsResource {

  private final Toolbox toolbox;
  private final OwnTools own;
  private final Bodies bodies;

  @Inject
  public ToolsResource(Toolbox toolbox, OwnTools own, Bodies bodies) {
    this.toolbox = toolbox;
    this.own = own;
    this.bodies = bodies;
  }

  /**
   * A server.
   *
   * @param error why it is unavailable at the moment; null if it is available
   */
  public record Server(String name, List<Map<String, String>> tools, @Nullable String error) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, List<Server>> tools(@Context HttpServletRequest request)
      throws InterruptedException {
    var caller = AuthenticationFilter.caller(request);
    var servers = new ArrayList<Server>();
    for (var name : toolbox.names(caller)) {
      servers.add(server(name, caller));
    }
    return Map.of("servers", servers);
  }

  private Server server(String name, Caller caller) throws InterruptedException {
    try {
      var tools =
          toolbox.of(List.of(name), caller).stream()
              .map(tool -> Map.of("name", tool.name(), "description", tool.description()))
              .toList();
      return new Server(name, tools, null);
    } catch (ToolException e) {
      return new Server(name, List.of(), e.message());
    }
  }

  /** One of the caller's own tools, as it was saved. */
  @GET
  @Path("own/{name}")
  @Produces(MediaType.APPLICATION_JSON)
  public String one(@Context HttpServletRequest request, @PathParam("name") String name) {
    return own.find(AuthenticationFilter.caller(request).user(), name)
        .orElseThrow(() -> new NotFoundException("no tool " + name))
        .toString();
  }

  /** Saves a tool and replaces an existing one. */
  @PUT
  @Path("own/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public String save(@Context HttpServletRequest request, @PathParam("name") String name)
      throws IOException {
    var definition = json(bodies.read(request));
    if (!definition.path("name").asText(name).equals(name)) {
      throw new BadRequestException(
          List.of(new Fault("name", "must be '" + name + "', as in the path")));
    }
    if (toolbox.builtInNames().contains(name)) {
      throw new BadRequestException(List.of(new Fault("name", "is the name of a built-in tool")));
    }
    var faults =
        own.save(AuthenticationFilter.caller(request).user(), definition.put("name", name));
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults);
    }
    return definition.toString();
  }

  private static ObjectNode json(byte[] body) throws IOException {
    try {
      if (RequestJson.read(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new BadRequestException(
          List.of(new Fault("", "the body is not valid JSON: " + e.getOriginalMessage())));
    }
    throw new BadRequestException(List.of(new Fault("", "the body must be a JSON object")));
  }

  @DELETE
  @Path("own/{name}")
  public void delete(@Context HttpServletRequest request, @PathParam("name") String name) {
    if (!own.delete(AuthenticationFilter.caller(request).user(), name)) {
      throw new NotFoundException("no tool " + name);
    }
  }
}
