package tidings.runs.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of an owner's conversations, newest first.
 *
 * @param next cursor of the next page; null: this is the last page
 */
public record ConversationPage(List<Conversation> conversations, @Nullable PageCursor next) {
  public ConversationPage {
    conversations = List.copyOf(conversations);
  }
}
