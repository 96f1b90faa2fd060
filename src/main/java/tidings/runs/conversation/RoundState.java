package tidings.runs.conversation;

/** How far the run of a round got. */
public enum RoundState {
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  @Override
  public String toString() {
    return Names.of(this);
  }
}
