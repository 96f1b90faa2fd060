package tidings.runs.run;

/** The work of a run, on a thread of its own. */
@FunctionalInterface
public interface Work {

  /**
   * Works until it is done.
   *
   * @throws RunException if the work fails; watchers receive the reason
   * @throws InterruptedException if the run was cancelled, or its node stops
   */
  void run(Run run) throws InterruptedException;
}
