package tidings.runs.conversation;

import java.util.List;

/**
 * A consistent snapshot of a conversation and all its messages.
 *
 * @param rounds the oldest first
 */
public record WholeConversation(Conversation conversation, List<Round> rounds) {
  public WholeConversation {
    rounds = List.copyOf(rounds);
  }
}
