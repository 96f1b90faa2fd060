package tidings.runs.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.platform.limits.QuotaExceededException;
import tidings.platform.security.Caller;
import tidings.runs.loop.AgentLoop;
import tidings.runs.run.RunFrame;
import tidings.runs.tool.OwnTools;
import tidings.runs.tool.Schema;
import tidings.runs.tool.ToolException;

/**
 * The tool by which an agent hands in what it made. What has faults is refused with all of them, so
 * that the model can mend it; what has none is saved, and the agent is done. What its owner has
 * under that name is replaced only if the agent says so: a model's names are often the same.
 */
abstract class Submission implements AgentLoop.Ends {

  /** By which the agent says that what there is of that name is to be replaced. */
  static final String REPLACE = "replace";

  private final List<String> fields;

  /** The last that was handed in, accepted or not. */
  private volatile @Nullable ObjectNode last;

  private volatile boolean replaced;

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
    var name = arguments.path(nameField()).asText().strip();
    var faults = new ArrayList<>(faults(arguments, caller));
    replaced = exists(caller, name);
    if (replaced && !arguments.path(REPLACE).asBoolean()) {
      faults.add(
          new Fault(
              nameField(),
              ("there is one named '%s' already: choose another name, or, if that one is to be"
                      + " replaced, hand it in with \"%s\": true")
                  .formatted(name, REPLACE)));
    }
    if (!faults.isEmpty()) {
      throw new ToolException(OwnTools.told(faults));
    }
    try {
      save(arguments, caller);
    } catch (QuotaExceededException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
    return "Saved as '" + name + "'" + inPlace();
  }

  /** The field that names it. */
  abstract String nameField();

  /** Whether the caller has one of that name. */
  abstract boolean exists(Caller caller, String name);

  /** All that is wrong with it. */
  abstract List<Fault> faults(ObjectNode arguments, Caller caller);

  /** Saves it, for the caller. */
  abstract void save(ObjectNode arguments, Caller caller);

  /** What the run says of one that was saved. */
  abstract RunFrame completion(ObjectNode arguments);

  /** What is to be told of one that took another's place. */
  final String inPlace() {
    return replaced ? ", in the place of the one before" : "";
  }

  /** The schema, with what a submission may have besides. */
  static ObjectNode mayReplace(Schema schema) {
    return schema
        .optional(
            REPLACE, "boolean", "true: in the place of the one that there is of that name", "true")
        .json();
  }

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
