package tidings.runs.run;

import java.time.Duration;

/**
 * Settings of runs.
 *
 * @param node name of this node
 * @param limits what runs may take
 * @param retention how long a journal is kept after the end of its run, where memory allows
 * @param heartbeat interval of heartbeats on a stream without frames
 * @param lease how long, in Redis, a run counts as alive without a sign of its node
 */
public record RunSettings(
    String node, Limits limits, Duration retention, Duration heartbeat, Duration lease) {

  /**
   * @param running concurrent runs on this node
   * @param runningPerUser concurrent runs of each user
   * @param journalBytes memory of all journals of this node, in bytes
   * @param runBytes what one run may write, roughly in characters of text
   */
  public record Limits(int running, int runningPerUser, long journalBytes, long runBytes) {}
}
