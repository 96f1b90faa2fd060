package tidings.event;

/**
 * The order in a full queue, which drops low events first, and in a waiting queue, which sends high
 * events first.
 */
public enum Priority {
  HIGH,
  NORMAL,
  LOW
}
