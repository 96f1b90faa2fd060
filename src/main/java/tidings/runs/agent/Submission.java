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
 * The tool by which an agent submits a definition. A definition with faults is rejected with all of
 * them, so that the model can correct it; a valid one is saved, and the agent is done. A definition
 * of the owner with the same name is replaced only if the agent says so: models often choose the
 * same name.
 */
abstract class Submission implements AgentLoop.TerminalTool {

  /** Field by which the agent states that an existing definition of that name is replaced. */
  static final String REPLACE = "replace";

  private final List<String> fields;

  /** The last submission, accepted or not. */
  private volatile @Nullable ObjectNode last;

  private volatile boolean replaced;

  /**
   * @param fields the required fields
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
              ("'%s' already exists: choose another name, or submit it with \"%s\": true to"
                      + " replace the existing one")
                  .formatted(name, REPLACE)));
    }
    if (!faults.isEmpty()) {
      throw new ToolException(OwnTools.describe(faults));
    }
    try {
      save(arguments, caller);
    } catch (QuotaExceededException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
    return "Saved as '" + name + "'" + inPlace();
  }

  /** The field that contains its name. */
  abstract String nameField();

  /** Whether the caller has a definition of that name. */
  abstract boolean exists(Caller caller, String name);

  /** All faults of the definition. */
  abstract List<Fault> faults(ObjectNode arguments, Caller caller);

  /** Saves the definition for the caller. */
  abstract void save(ObjectNode arguments, Caller caller);

  /** The frame by which the run reports a saved definition. */
  abstract RunFrame completion(ObjectNode arguments);

  /** Text for a definition that replaced another one; empty if it did not. */
  final String inPlace() {
    return replaced ? ", replacing the previous one" : "";
  }

  /** The schema, with the field {@value #REPLACE} added. */
  static ObjectNode mayReplace(Schema schema) {
    return schema
        .optional(REPLACE, "boolean", "true: replaces the existing one of that name", "true")
        .json();
  }

  /** Fields that the last submission did not have; all if there was none. */
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
