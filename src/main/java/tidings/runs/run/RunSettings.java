package tidings.runs.run;

import java.time.Duration;

/**
 * Settings of runs.
 *
 * @param node name of this node
 * @param limits limits of the runs
 * @param retention how long a journal is retained after the end of its run, if memory allows
 * @param heartbeat interval of heartbeats on a stream without frames
 * @param pace smallest time between two writes of deltas to one watcher; zero: none
 * @param lease how long, in Redis, a run counts as alive after the last renewal by its node
 */
public record RunSettings(
    String node,
    Limits limits,
    Duration retention,
    Duration heartbeat,
    Duration pace,
    Duration lease) {

  /**
   * Limits.
   *
   * @param running maximum number of concurrent runs on this node
   * @param runningPerUser maximum number of concurrent runs of each user
   * @param journalBytes maximum memory of all journals of this node, in bytes
   * @param runBytes maximum size of one run's frames, roughly in characters of text
   */
  public record Limits(int running, int runningPerUser, long journalBytes, long runBytes) {}
}
