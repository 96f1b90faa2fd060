package tidings.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.security.AuditEvent;
import tidings.security.AuditTrail;
import tidings.security.Caller;

/**
 * A tool each call of which is audited, without its arguments.
 *
 * @param server that offers it
 */
record AuditedTool(String server, Tool tool, AuditTrail audit) implements Tool {

  private static final int DONE = 200;
  private static final int FAILED = 502;

  @Override
  public String name() {
    return tool.name();
  }

  @Override
  public String description() {
    return tool.description();
  }

  @Override
  public ObjectNode parameters() {
    return tool.parameters();
  }

  @Override
  public String call(ObjectNode arguments, Caller caller) throws InterruptedException {
    int status = FAILED;
    try {
      var result = tool.call(arguments, caller);
      status = DONE;
      return result;
    } finally {
      audit.record(
          new AuditEvent(
              AuditEvent.Kind.TOOL,
              caller.user(),
              "tool " + server + "/" + tool.name(),
              null,
              null,
              new AuditEvent.Outcome(status)));
    }
  }
}
