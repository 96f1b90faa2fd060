package tidings.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import tidings.conversation.Conversation;
import tidings.conversation.ConversationQuery;
import tidings.conversation.Conversations;
import tidings.limits.OverLimitException;
import tidings.security.Caller;
import tidings.tool.Schema;
import tidings.tool.Tool;
import tidings.tool.ToolException;

/** Lets a model look into the caller's own conversations. */
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
