package tidings.runs.conversation;

/** The list in which its owner keeps a conversation. */
public enum Status {
  ACTIVE,
  FAVOURITE,
  /** In the bin: listed only on request, and stored until it is deleted for good. */
  DELETED;

  @Override
  public String toString() {
    return Names.of(this);
  }
}
