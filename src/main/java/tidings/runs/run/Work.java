package tidings.runs.run;

/** What a run does, on a thread of its own. */
@FunctionalInterface
public interface Work {

  /**
   * Works until it is done.
   *
   * @throws RunException if it cannot be done; watchers are told why
   * @throws InterruptedException if the run was cancelled, or its node stops
   */
  void run(Run run) throws InterruptedException;
}
