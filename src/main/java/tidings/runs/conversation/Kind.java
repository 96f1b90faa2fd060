package tidings.runs.conversation;

/** The counterpart of the user in a conversation. */
public enum Kind {
  CHAT,
  AGENT,
  GRAPH;

  @Override
  public String toString() {
    return Names.of(this);
  }
}
