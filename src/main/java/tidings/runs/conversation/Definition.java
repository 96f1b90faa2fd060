package tidings.runs.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A graph or a tool as its owner saved it.
 *
 * @param name its owner's name for it; another owner may have the same, and another kind
 */
public record Definition(
    String owner, Kind kind, String name, ObjectNode definition, Instant created, Instant updated) {

  /** Longest name, in characters. */
  public static final int MAX_NAME = 200;

  /** What is defined. */
  public enum Kind {
    GRAPH,
    TOOL
  }
}
