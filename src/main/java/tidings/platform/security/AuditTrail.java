package tidings.platform.security;

import tidings.platform.security.AuditEvent.Kind;

/** Where what is audited goes. Thread-safe. */
public interface AuditTrail {

  /** Whether events of this kind are audited: if not, none need be made. */
  boolean takes(Kind kind);

  /** Writes it down. Does not fail: what cannot be written is counted. */
  void record(AuditEvent event);
}
