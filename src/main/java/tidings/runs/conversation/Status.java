package tidings.runs.conversation;

/** Where its owner keeps a conversation. */
public enum Status {
  ACTIVE,
  FAVOURITE,
  /** In the bin: not listed unless asked for, and there until it is deleted for good. */
  DELETED;

  @Override
  public String toString() {
    return Names.of(this);
  }
}
