package tidings.app.runs;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.interceptor.Interceptor;
import tidings.platform.limits.TokenBudgetSettings;
import tidings.runs.agent.AgentSettings;
import tidings.runs.chat.ChatSettings;
import tidings.runs.conversation.store.Database;
import tidings.runs.graph.GraphSettings;
import tidings.runs.model.LanguageModel;
import tidings.runs.openai.CompletionLimits;
import tidings.runs.openai.CompletionSettings;
import tidings.runs.run.RunSettings;
import tidings.runs.run.endpoint.RunGate;
import tidings.runs.tool.Toolbox;

/**
 * Makes the beans of runs when the application starts; {@link tidings.app} says why so early. It is
 * left out without the feature {@code runs}, and then nothing makes one: no resource is served that
 * would.
 */
public class RunStart {

  void readRuns(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      RunSettings runs,
      RunGate.Role role,
      CompletionSettings completions,
      CompletionLimits completionLimits) {}

  void readWork(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      ChatSettings chat,
      AgentSettings agents,
      GraphSettings graphs) {}

  void readModel(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      TokenBudgetSettings budgets,
      LanguageModel model) {}

  void readTools(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup, Toolbox toolbox) {}

  void open(@Observes Startup startup, Database database) {
    // The injection alone opens it, beside the start. Runs of a former process of this node are
    // ended even if no client requests a conversation.
  }
}
