package tidings.runs.chat;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import java.util.List;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.endpoint.ConversationEvents;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.RunInfo;
import tidings.runs.tool.Toolbox;

/** Creates the work of chat turns. Thread-safe. */
@Singleton
public class ChatFactory {

  private final Conversations conversations;
  private final LanguageModel model;
  private final Toolbox toolbox;
  private final ChatSettings settings;
  private final Titles titles;

  @Inject
  public ChatFactory(
      Conversations conversations,
      ConversationEvents events,
      LanguageModel model,
      Toolbox toolbox,
      ChatSettings settings) {
    this.conversations = conversations;
    this.model = model;
    this.toolbox = toolbox;
    this.settings = settings;
    this.titles = new Titles(conversations, events, model, settings.titleTimeout());
  }

  LanguageModel model() {
    return model;
  }

  /** Names of tool servers that do not exist for the caller. */
  List<String> unknownServers(List<String> names, Caller caller) {
    return toolbox.unknown(names, caller);
  }

  /** Creates the work of one turn, which acts for the caller. */
  Chat create(Caller caller, Chat.Request request) {
    return new Chat(conversations, model.onBehalfOf(caller), toolbox, settings, caller, request);
  }

  /**
   * Opens the caller's conversation, or a new one that is named after the prompt.
   *
   * @param id of a conversation; empty: a new one
   * @throws NotFoundException if the caller has no conversation with this id
   */
  Conversations.Opened open(Caller caller, String id, String prompt) {
    return conversations
        .open(caller.user(), id, Kind.CHAT, Titles.first(prompt))
        .orElseThrow(() -> new NotFoundException("no conversation " + id));
  }

  /** Asks a model for a title of the conversation of a run. */
  void findTitle(RunInfo run, Caller caller, String prompt) {
    titles.find(run, caller, prompt);
  }
}
