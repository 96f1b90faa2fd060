package tidings.runs.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The messages of earlier turns, in a form that models accept. Pure functions. */
public final class History {

  private History() {}

  /**
   * Stored messages in the form in which a model may be sent them: without system messages, and
   * with a reply to each tool call, because an interrupted turn may have left some without. Fields
   * outside of OpenAI's format that the model itself wrote are included in turns in which it called
   * tools.
   *
   * @param model the model that they are for
   */
  public static List<ObjectNode> of(List<ObjectNode> stored, String model) {
    var history = new ArrayList<ObjectNode>();
    int at = 0;
    while (at < stored.size()) {
      int end = at + 1;
      while (end < stored.size() && !is(stored.get(end), "user")) {
        end++;
      }
      addTurn(history, stored.subList(at, end), model);
      at = end;
    }
    return history;
  }

  /** Adds a message of a user and the messages after it. */
  private static void addTurn(List<ObjectNode> history, List<ObjectNode> turn, String model) {
    boolean hasCalls = turn.stream().anyMatch(message -> !message.path("tool_calls").isEmpty());
    for (int i = 0; i < turn.size(); i++) {
      var message = turn.get(i);
      if (is(message, "system")) {
        continue;
      }
      history.add(hasCalls ? Messages.forModel(message, model) : Messages.forModel(message));
      if (!message.path("tool_calls").isEmpty()) {
        addMissingReplies(history, message, turn.subList(i + 1, turn.size()));
      }
    }
  }

  private static void addMissingReplies(
      List<ObjectNode> history, ObjectNode message, List<ObjectNode> following) {
    var answered = new HashSet<String>();
    for (var next : following) {
      if (is(next, "tool")) {
        answered.add(next.path("tool_call_id").asText());
      }
    }
    for (var call : message.path("tool_calls")) {
      var id = call.path("id").asText();
      if (!answered.contains(id)) {
        history.add(Messages.tool(id, "Error: the turn ended before this was called"));
      }
    }
  }

  private static boolean is(ObjectNode message, String role) {
    return message.path("role").asText().equals(role);
  }
}
