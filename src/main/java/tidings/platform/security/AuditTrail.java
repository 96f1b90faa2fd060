package tidings.platform.security;

import tidings.platform.security.AuditEvent.Kind;

/** Receives audit events. Thread-safe. */
public interface AuditTrail {

  /** Whether events of this kind are audited: if not, none need be created. */
  boolean accepts(Kind kind);

  /** Writes an event. Does not fail: events that cannot be written are counted. */
  void record(AuditEvent event);
}
