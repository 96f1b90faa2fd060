package tidings.runs.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.platform.limits.StorageLimits;
import tidings.platform.security.Caller;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RunStartRequest;
import tidings.runs.run.RunKind;
import tidings.runs.run.Runs;
import tidings.runs.run.endpoint.RunAnswers;
import tidings.runs.run.endpoint.RunParameters;
import tidings.runs.run.endpoint.RunRequest;
import tidings.runs.run.endpoint.StartsRun;

/** {@code POST /api/chat/completions} (protocol, section 3). */
@Path("chat/completions")
@Singleton
public class ChatResource {

  private final ChatFactory chats;
  private final Runs runs;
  private final RunAnswers answers;
  private final Bodies bodies;
  private final StorageLimits limits;

  @Inject
  public ChatResource(
      ChatFactory chats, Runs runs, RunAnswers answers, Bodies bodies, StorageLimits limits) {
    this.chats = chats;
    this.runs = runs;
    this.answers = answers;
    this.bodies = bodies;
    this.limits = limits;
  }

  /** Starts a turn and answers with it: as a stream, or in one piece with {@code stream:false}. */
  @POST
  @StartsRun
  @Consumes(MediaType.APPLICATION_JSON)
  public void chat(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Suspended AsyncResponse answer,
      @BeanParam RunParameters parameters)
      throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var question = RunStartRequest.of(bodies.read(request));
    var prompt = question.required("user_prompt");
    var modelName = question.required("model_name");
    var system = question.optional("system_prompt");
    var servers = question.texts("mcp_servers");
    chats
        .unknownServers(servers, caller)
        .forEach(name -> question.refuse("mcp_servers", "unknown tool server '" + name + "'"));
    var known = question.optional("conversation_id");
    boolean temporary = question.flag("temporary", false);
    boolean streams = question.flag("stream", true);
    question.requireOffered(chats.model(), "model_name");
    question.check();
    limits.requirePrompt("user_prompt", prompt);
    limits.requirePrompt("system_prompt", system);
    var isNew = new AtomicBoolean();
    var messages = new ArrayList<ObjectNode>();
    if (!system.isEmpty()) {
      messages.add(Messages.system(system));
    }
    messages.add(Messages.user(prompt));
    answers.start(
        RunRequest.of(request, response, answer, parameters),
        streams,
        messages,
        id ->
            runs.start(
                id,
                caller,
                RunKind.CHAT,
                () -> temporary && known.isEmpty() ? null : open(caller, known, prompt, isNew),
                modelName,
                run -> {
                  var conversation = run.info().conversation();
                  if (isNew.get()) {
                    // The title is found after the end, when no client waits for it.
                    run.afterDone(() -> chats.findTitle(run.info(), caller, prompt));
                  }
                  chats
                      .create(
                          caller,
                          new Chat.Request(prompt, modelName, system, servers, conversation))
                      .run(run);
                }));
  }

  private String open(Caller caller, String known, String prompt, AtomicBoolean isNew) {
    var opened = chats.open(caller, known, prompt);
    isNew.set(opened.isNew());
    return opened.id();
  }
}
