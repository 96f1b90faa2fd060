package tidings.runs.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import tidings.platform.limits.OverLimitException;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Conversation;
import tidings.runs.conversation.ConversationQuery;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.tool.Schema;
import tidings.runs.tool.Tool;
import tidings.runs.tool.ToolException;

/** Searches the caller's own conversations for a model. */
@Singleton
public class SearchConversations implements Tool {

  private static final int MOST = 10;

  private final Conversations conversations;

  @Inject
  public SearchConversations(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public String name() {
    return "search_conversations";
  }

  @Override
  public String description() {
    return "Finds the user's own conversations in which a text occurs, the newest first.";
  }

  @Override
  public ObjectNode parameters() {
    return Schema.object().required("text", "string", "what to look for", "budget").json();
  }

  @Override
  public String call(ObjectNode arguments, Caller caller) {
    var found = found(Schema.text(arguments, "text"), caller);
    return found.isEmpty()
        ? "None found."
        : found.stream()
            .map(it -> "%s (%s, %s)".formatted(it.title(), it.id(), it.updated()))
            .collect(Collectors.joining("\n"));
  }

  private List<Conversation> found(String text, Caller caller) {
    if (text.length() > ConversationQuery.MAX_TEXT) {
      throw new ToolException(
          "text: must have at most " + ConversationQuery.MAX_TEXT + " characters");
    }
    try {
      return conversations.search(caller.user(), text, MOST);
    } catch (OverLimitException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
  }
}
