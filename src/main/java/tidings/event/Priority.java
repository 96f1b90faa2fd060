package tidings.event;

/** What leaves a full queue first (low) and what leaves a waiting queue first (high). */
public enum Priority {
  HIGH,
  NORMAL,
  LOW
}
