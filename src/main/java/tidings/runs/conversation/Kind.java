package tidings.runs.conversation;

/** What a conversation is held with. */
public enum Kind {
  CHAT,
  AGENT,
  GRAPH;

  @Override
  public String toString() {
    return Names.of(this);
  }
}
