package tidings.runs.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A graph or a tool as its owner saved it.
 *
 * @param name its owner's name for it; another owner, or a definition of another kind, may have the
 *     same name
 */
public record Definition(
    String owner, Kind kind, String name, ObjectNode definition, Instant created, Instant updated) {

  /** Maximum length of a name, in characters. */
  public static final int MAX_NAME = 200;

  /** The kind of a definition. */
  public enum Kind {
    GRAPH,
    TOOL
  }
}
