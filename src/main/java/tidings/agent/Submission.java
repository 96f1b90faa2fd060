package tidings.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.run.RunFrame;
import tidings.security.Caller;
import tidings.tool.ToolException;
import tidings.turn.Turn;

/**
 * The tool by which an agent hands in what it made. What has faults is refused with all of them, so
 * that the model can mend it; what has none is saved, and the agent is done.
 */
abstract class Submission implements Turn.Ends {

  private final List<String> fields;

  /** The last that was handed in, accepted or not. */
  private volatile @Nullable ObjectNode last;

  /**
   * @param fields what must be there
   */
  Submission(List<String> fields) {
    this.fields = List.copyOf(fields);
  }

  @Override
  public final String call(ObjectNode arguments, Caller caller) {
    last = arguments;
    var missing = missing();
    if (!missing.isEmpty()) {
      throw new ToolException("missing: " + String.join(", ", missing));
    }
    return save(arguments, caller);
  }

  /**
   * Saves it, for the caller.
   *
   * @throws ToolException naming all that is wrong with it
   */
  abstract String save(ObjectNode arguments, Caller caller);

  /** What the run says of one that was saved. */
  abstract RunFrame completion(ObjectNode arguments);

  /** Fields that the last one did not have; all if there was none. */
  final List<String> missing() {
    var handedIn = last;
    return fields.stream()
        .filter(
            field -> {
              var value = handedIn == null ? null : handedIn.get(field);
              return value == null
                  || value.isNull()
                  || (value.isTextual() && value.asText().isBlank())
                  || (value.isArray() && value.isEmpty());
            })
        .toList();
  }
}
