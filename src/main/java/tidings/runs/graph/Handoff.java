package tidings.runs.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;
import tidings.runs.loop.AgentLoop;
import tidings.runs.tool.Schema;

/** The tool by which a node hands off to another. */
final class Handoff implements AgentLoop.TerminalTool {

  private final String target;
  private final AtomicReference<@Nullable String> chosen;

  /**
   * @param chosen shared by all handoffs of one turn, of which only one is called: it ends the turn
   */
  Handoff(String target, AtomicReference<@Nullable String> chosen) {
    this.target = target;
    this.chosen = chosen;
  }

  @Override
  public String name() {
    var plain = "transfer_to_" + target.replace('.', '_');
    return plain.length() <= 64 ? plain : plain.substring(0, 64);
  }

  @Override
  public String description() {
    return "Hands over to " + target + ". Your part is over then.";
  }

  @Override
  public ObjectNode parameters() {
    return Schema.object().json();
  }

  @Override
  public String call(ObjectNode arguments, Caller caller) {
    chosen.set(target);
    return "Handed over to " + target;
  }
}
