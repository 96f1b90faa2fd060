package tidings.runs.tool;

import java.util.ArrayList;
import java.util.List;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditEvent.Kind;
import tidings.platform.security.AuditTrail;

/** Records audited events; for one thread. */
public final class RecordingTrail implements AuditTrail {

  private final List<AuditEvent> events = new ArrayList<>();
  private final boolean takesAll;

  public RecordingTrail(boolean takesAll) {
    this.takesAll = takesAll;
  }

  @Override
  public boolean accepts(Kind kind) {
    return takesAll;
  }

  @Override
  public void record(AuditEvent event) {
    events.add(event);
  }

  public List<AuditEvent> events() {
    return List.copyOf(events);
  }
}
