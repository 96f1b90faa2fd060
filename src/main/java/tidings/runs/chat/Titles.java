package tidings.runs.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Conversation;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.endpoint.ConversationEvents;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.loop.Messages;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.RunInfo;

/** Finds a title for a conversation, after its turn has ended. */
final class Titles {

  private static final Logger LOG = Logger.getLogger(Titles.class.getName());
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ASK =
      "Give what the user wrote a title of at most six words, in its language. Answer with the"
          + " title alone.";
  private static final int FIRST_WORDS = 60;

  private final Conversations conversations;
  private final ConversationEvents events;
  private final LanguageModel model;
  private final TimeLimit timeLimit;

  Titles(
      Conversations conversations,
      ConversationEvents events,
      LanguageModel model,
      Duration timeout) {
    this.conversations = conversations;
    this.events = events;
    this.model = model;
    this.timeLimit = new TimeLimit(timeout);
  }

  /** The title of a conversation until a model has found one. */
  static String first(String prompt) {
    var line = prompt.strip().lines().findFirst().orElse("");
    return line.length() <= FIRST_WORDS ? line : line.substring(0, FIRST_WORDS).strip() + "…";
  }

  /**
   * Asks the model, and reports the title to the owner. The conversation keeps its title if the
   * call fails, or if the owner has renamed it.
   */
  void find(RunInfo run, Caller caller, String prompt) {
    var conversation = requireNonNull(run.conversation(), "the run has a conversation");
    try {
      var title = timeLimit.await(() -> generate(caller, prompt, run.model()));
      var now = conversations.find(run.owner(), conversation).map(Conversation::title).orElse("");
      if (!title.isBlank() && now.equals(first(prompt))) {
        conversations.rename(run.owner(), conversation, title).ifPresent(events::updated);
      }
    } catch (ExecutionException | TimeoutException | ConversationsUnavailableException e) {
      LOG.log(Level.INFO, () -> "Conversation " + conversation + " keeps its first title: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String generate(Caller caller, String prompt, String modelName)
      throws InterruptedException {
    var request = JSON.createObjectNode().put("model", modelName);
    request.putArray("messages").add(Messages.system(ASK)).add(Messages.user(prompt));
    var title = new StringBuilder();
    model.onBehalfOf(caller).stream(
        request,
        chunk ->
            title.append(chunk.path("choices").path(0).path("delta").path("content").asText("")));
    var text = title.toString().strip().replaceAll("^[\"“'«]+|[\"”'».]+$", "");
    return text.lines().findFirst().orElse("");
  }
}
