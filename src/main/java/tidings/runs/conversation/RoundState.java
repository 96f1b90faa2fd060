package tidings.runs.conversation;

/** The state of the run of a round. */
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
