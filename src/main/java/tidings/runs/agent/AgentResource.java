package tidings.runs.agent;

import static java.util.Objects.requireNonNull;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.platform.limits.StorageLimits;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RunStartRequest;
import tidings.runs.run.RunKind;
import tidings.runs.run.Runs;
import tidings.runs.run.endpoint.RunAnswers;
import tidings.runs.run.endpoint.RunParameters;
import tidings.runs.run.endpoint.RunRequest;
import tidings.runs.run.endpoint.StartsRun;

/** {@code POST /api/agents/run} (protocol, section 3). */
@Path("agents/run")
@Singleton
public class AgentResource {

  private final AgentFactory agents;
  private final Runs runs;
  private final RunAnswers answers;
  private final Bodies bodies;
  private final StorageLimits limits;

  @Inject
  public AgentResource(
      AgentFactory agents, Runs runs, RunAnswers answers, Bodies bodies, StorageLimits limits) {
    this.agents = agents;
    this.runs = runs;
    this.answers = answers;
    this.bodies = bodies;
    this.limits = limits;
  }

  /** Starts an agent and answers with its run. */
  @POST
  @StartsRun
  @Consumes(MediaType.APPLICATION_JSON)
  public void start(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Suspended AsyncResponse answer,
      @BeanParam RunParameters parameters)
      throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var question = RunStartRequest.of(bodies.read(request));
    var requirement = question.required("requirement");
    var model = question.required("model_name");
    var type =
        switch (question.optional("agent_type")) {
          case "", "task" -> AgentWork.Type.TASK;
          case "graph" -> AgentWork.Type.GRAPH;
          case "tool" -> AgentWork.Type.TOOL;
          default -> {
            question.refuse("agent_type", "must be task, graph or tool");
            yield AgentWork.Type.TASK;
          }
        };
    var servers = question.texts("mcp_servers");
    agents
        .unknownServers(servers, caller)
        .forEach(name -> question.refuse("mcp_servers", "unknown tool server '" + name + "'"));
    var known = question.optional("conversation_id");
    boolean streams = question.flag("stream", true);
    question.requireOffered(agents.model(), "model_name");
    question.check();
    limits.requirePrompt("requirement", requirement);
    answers.start(
        RunRequest.of(request, response, answer, parameters),
        streams,
        List.of(Messages.user(requirement)),
        id ->
            runs.start(
                id,
                caller,
                RunKind.AGENT,
                () -> agents.openConversation(caller, known, requirement),
                model,
                run -> {
                  var conversation = requireNonNull(run.info().conversation());
                  agents
                      .create(
                          caller,
                          new AgentWork.Request(type, requirement, model, servers, conversation))
                      .run(run);
                }));
  }
}
