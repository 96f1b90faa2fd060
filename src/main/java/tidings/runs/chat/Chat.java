package tidings.runs.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.loop.AgentLoop;
import tidings.runs.loop.History;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RoundRecorder;
import tidings.runs.loop.RoundTranscript;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.Work;
import tidings.runs.tool.Toolbox;

/** One turn of a chat. */
final class Chat implements Work {

  private final Conversations conversations;
  private final LanguageModel model;
  private final Toolbox toolbox;
  private final ChatSettings settings;
  private final Caller caller;
  private final Request request;

  /**
   * The request of one turn.
   *
   * @param system empty: none
   * @param conversation null: the turn is not stored
   */
  record Request(
      String prompt,
      String model,
      String system,
      List<String> servers,
      @Nullable String conversation) {}

  Chat(
      Conversations conversations,
      LanguageModel model,
      Toolbox toolbox,
      ChatSettings settings,
      Caller caller,
      Request request) {
    this.conversations = conversations;
    this.model = model;
    this.toolbox = toolbox;
    this.settings = settings;
    this.caller = caller;
    this.request = request;
  }

  @Override
  public void run(Run run) throws InterruptedException {
    var history = new ArrayList<ObjectNode>();
    var transcript = new RoundTranscript();
    if (!request.system().isEmpty()) {
      history.add(Messages.system(request.system()));
      transcript.add(Messages.system(request.system()));
    }
    transcript.add(Messages.user(request.prompt()));
    if (request.conversation() != null) {
      history.addAll(before(request.conversation()));
      RoundRecorder.begin(conversations, run, request.conversation(), transcript, () -> null);
    }
    history.add(Messages.user(request.prompt()));
    var options =
        new AgentLoop.Options(
            request.model(),
            toolbox.of(request.servers(), caller),
            caller,
            settings.maxCalls(),
            null);
    var ending = new AgentLoop(run, model, transcript, options).runTurn(history);
    if (ending instanceof AgentLoop.Ending.CallLimitReached) {
      run.emit(
          new RunFrame.Incomplete(
              "stopped after %d model calls".formatted(settings.maxCalls()), List.of()));
    }
  }

  private List<ObjectNode> before(String conversation) {
    return History.of(
        conversations.rounds(caller.user(), conversation).stream()
            .map(Round::messages)
            .flatMap(List::stream)
            .toList(),
        request.model());
  }
}
