package tidings.runs.agent;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import java.util.List;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.conversation.store.Definitions;
import tidings.runs.model.LanguageModel;
import tidings.runs.tool.OwnTools;
import tidings.runs.tool.Toolbox;

/** Creates the work of agents. Thread-safe. */
@Singleton
public class AgentFactory {

  private static final int TITLE = 60;

  private final AgentWork.Dependencies dependencies;

  @Inject
  public AgentFactory(
      Conversations conversations,
      Definitions definitions,
      OwnTools ownTools,
      LanguageModel model,
      Toolbox toolbox,
      AgentSettings settings) {
    dependencies =
        new AgentWork.Dependencies(conversations, definitions, ownTools, model, toolbox, settings);
  }

  LanguageModel model() {
    return dependencies.model();
  }

  /** Names of tool servers that do not exist for the caller. */
  List<String> unknownServers(List<String> names, Caller caller) {
    return dependencies.toolbox().unknown(names, caller);
  }

  /** Creates the work of one agent, which acts for the caller. */
  AgentWork create(Caller caller, AgentWork.Request request) {
    return new AgentWork(dependencies, caller, request);
  }

  /**
   * Opens the caller's conversation, or a new one that is named after the requirement.
   *
   * @param id of a conversation; empty: a new one
   * @return its id
   * @throws NotFoundException if the caller has no conversation with this id
   */
  String openConversation(Caller caller, String id, String requirement) {
    var line = requirement.strip().lines().findFirst().orElse("");
    var title = line.length() <= TITLE ? line : line.substring(0, TITLE) + "…";
    return dependencies
        .conversations()
        .open(caller.user(), id, Kind.AGENT, title)
        .orElseThrow(() -> new NotFoundException("no conversation " + id))
        .id();
  }
}
