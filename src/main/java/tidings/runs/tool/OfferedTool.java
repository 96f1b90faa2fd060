package tidings.runs.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.Caller;

/**
 * A tool together with those of other servers: it has a unique name, and its calls are audited,
 * without their arguments, if the audit of tool calls is on.
 *
 * @param server the server that offers it
 */
record OfferedTool(String name, String server, Tool tool, AuditTrail audit) implements Tool {

  private static final int DONE = 200;
  private static final int FAILED = 502;

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
      record(caller, status);
    }
  }

  private void record(Caller caller, int status) {
    if (audit.accepts(AuditEvent.Kind.TOOL)) {
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
