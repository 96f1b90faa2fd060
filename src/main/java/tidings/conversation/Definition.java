package tidings.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A graph as its owner saved it.
 *
 * @param name its owner's name for it; another owner may have the same
 */
public record GraphDefinition(
    String owner, String name, ObjectNode definition, Instant created, Instant updated) {

  /** Longest name, in characters. */
  public static final int MAX_NAME = 200;
}
