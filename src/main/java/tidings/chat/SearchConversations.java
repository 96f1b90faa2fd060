package tidings.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import tidings.conversation.Conversations;
import tidings.security.Caller;
import tidings.tool.Schema;
import tidings.tool.Tool;

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
    var found = conversations.search(caller.user(), Schema.text(arguments, "text"), MOST);
    return found.isEmpty()
        ? "None found."
        : found.stream()
            .map(it -> "%s (%s, %s)".formatted(it.title(), it.id(), it.updated()))
            .collect(Collectors.joining("\n"));
  }
}
