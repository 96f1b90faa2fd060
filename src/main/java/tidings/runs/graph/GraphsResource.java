package tidings.runs.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tidings.event.codec.Fault;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.platform.limits.StorageLimits;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Definition;
import tidings.runs.conversation.store.Definitions;
import tidings.runs.definition.Plan;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RunStartRequest;
import tidings.runs.run.endpoint.RunParameters;
import tidings.runs.run.endpoint.RunRequest;
import tidings.runs.run.endpoint.StartsRun;

/** {@code /api/graphs}: the caller's graphs, and their execution (protocol, section 3). */
@Path("graphs")
@Singleton
public class GraphsResource {

  private static final int CONFLICT = 409;

  private final Definitions definitions;
  private final GraphRuns graphRuns;
  private final Bodies bodies;
  private final StorageLimits limits;

  @Inject
  public GraphsResource(
      Definitions definitions, GraphRuns graphRuns, Bodies bodies, StorageLimits limits) {
    this.definitions = definitions;
    this.graphRuns = graphRuns;
    this.bodies = bodies;
    this.limits = limits;
  }

  /** The caller's graphs, by name. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] list(@Context HttpServletRequest request) {
    var json = Messages.object();
    var list = json.putArray("graphs");
    var owner = AuthenticationFilter.caller(request).user();
    list.addAll(definitions.list(owner, Definition.Kind.GRAPH, GraphsResource::listed));
    return bytes(json);
  }

  private static ObjectNode listed(Definition graph) {
    return Messages.object()
        .put("name", graph.name())
        .put("description", graph.definition().path("description").asText())
        .put("nodes", graph.definition().path("nodes").size())
        .put("updated", graph.updated().toString());
  }

  /** The definition as it was saved, with the level of each node. */
  @GET
  @Path("{name}")
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] one(@Context HttpServletRequest request, @PathParam("name") String name) {
    return bytes(
        withLevels(AuthenticationFilter.caller(request), find(request, name).definition()));
  }

  private ObjectNode withLevels(Caller caller, ObjectNode definition) {
    if (Plan.read(definition, subgraphs(caller)) instanceof Plan.Read.Good good) {
      for (var node : definition.path("nodes")) {
        var level = good.plan().levels().get(node.path("name").asText());
        if (level != null && node instanceof ObjectNode object) {
          object.put("level", level);
        }
      }
    }
    return definition;
  }

  /** Saves a new graph: 201, or 409 if there is one of that name. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response create(@Context HttpServletRequest request) throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var definition = check(caller, bodies.read(request));
    var name = definition.path("name").asText();
    if (definitions.create(caller.user(), Definition.Kind.GRAPH, name, definition).isEmpty()) {
      throw new ClientErrorException("the graph '" + name + "' already exists", CONFLICT);
    }
    return Response.status(Response.Status.CREATED)
        .entity(bytes(withLevels(caller, definition)))
        .build();
  }

  /** Saves a graph and replaces an existing one. */
  @PUT
  @Path("{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] replace(@Context HttpServletRequest request, @PathParam("name") String name)
      throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var definition = check(caller, bodies.read(request));
    if (!definition.path("name").asText().equals(name)) {
      throw new BadRequestException(
          List.of(new Fault("name", "must be '" + name + "', as in the path")));
    }
    definitions.save(caller.user(), Definition.Kind.GRAPH, name, definition);
    return bytes(withLevels(caller, definition));
  }

  @DELETE
  @Path("{name}")
  public void delete(@Context HttpServletRequest request, @PathParam("name") String name) {
    if (!definitions.delete(
        AuthenticationFilter.caller(request).user(), Definition.Kind.GRAPH, name)) {
      throw new NotFoundException("no graph " + name);
    }
  }

  /** Starts or resumes a graph, and answers with its run. */
  @POST
  @StartsRun
  @Path("execute")
  @Consumes(MediaType.APPLICATION_JSON)
  public void execute(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Suspended AsyncResponse answer,
      @BeanParam RunParameters parameters)
      throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var question = RunStartRequest.of(bodies.read(request));
    var conversation = question.optional("conversation_id");
    boolean resumes = question.flag("continue_from_checkpoint", false);
    var name =
        conversation.isEmpty() ? question.required("graph_name") : question.optional("graph_name");
    var input = resumes ? question.optional("input_text") : question.required("input_text");
    boolean streams = question.flag("stream", true);
    if (resumes && conversation.isEmpty()) {
      question.refuse("conversation_id", "must name the conversation to resume");
    }
    question.check();
    limits.requirePrompt("input_text", input);
    graphRuns.start(
        RunRequest.of(request, response, answer, parameters),
        streams,
        caller,
        new GraphRuns.Order(name, input, conversation, resumes));
  }

  private ObjectNode check(Caller caller, byte[] body) {
    var definition = RunStartRequest.of(body).json();
    return switch (Plan.read(definition, subgraphs(caller))) {
      case Plan.Read.Good _ -> definition;
      case Plan.Read.Bad bad -> throw new BadRequestException(bad.faults());
    };
  }

  private Function<String, Optional<ObjectNode>> subgraphs(Caller caller) {
    return name ->
        definitions.find(caller.user(), Definition.Kind.GRAPH, name).map(Definition::definition);
  }

  private Definition find(HttpServletRequest request, String name) {
    return definitions
        .find(AuthenticationFilter.caller(request).user(), Definition.Kind.GRAPH, name)
        .orElseThrow(() -> new NotFoundException("no graph " + name));
  }

  private static byte[] bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
