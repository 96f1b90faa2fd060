package tidings.runs.conversation;

import java.util.List;

/**
 * A conversation and all that was said in it, at one moment.
 *
 * @param rounds the oldest first
 */
public record WholeConversation(Conversation conversation, List<Round> rounds) {
  public WholeConversation {
    rounds = List.copyOf(rounds);
  }
}
