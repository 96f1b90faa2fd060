package tidings.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What was said before, in a form that models accept. Pure functions. */
public final class History {

  private History() {}

  /**
   * Stored messages as a model may be sent them: without system messages, and with a reply to each
   * tool call, for a turn that broke off may have left some without.
   */
  public static List<ObjectNode> of(List<ObjectNode> stored) {
    var answered = new HashSet<String>();
    stored.forEach(
        message -> {
          if (is(message, "tool")) {
            answered.add(message.path("tool_call_id").asText());
          }
        });
    var history = new ArrayList<ObjectNode>();
    for (var message : stored) {
      if (is(message, "system")) {
        continue;
      }
      history.add(Messages.forModel(message));
      for (var call : message.path("tool_calls")) {
        var id = call.path("id").asText();
        if (!answered.contains(id)) {
          history.add(Messages.tool(id, "Error: the turn broke off before this was called"));
        }
      }
    }
    return history;
  }

  private static boolean is(ObjectNode message, String role) {
    return message.path("role").asText().equals(role);
  }
}
