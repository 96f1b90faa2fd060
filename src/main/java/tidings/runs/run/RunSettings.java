package tidings.runs.run;

import java.time.Duration;

/**
 * Bounds of runs.
 *
 * @param node name of this node
 * @param running runs at a time on this node
 * @param runningPerUser runs at a time of each user
 * @param keep how long a journal is kept after its run has ended, where there is room
 * @param journalBytes what the journals of this node may take in memory, all together
 * @param runBytes what one run may write, roughly as characters of text
 * @param heartbeat how often a stream without frames says that it lives
 * @param lease how long, in Redis, a run is believed to live without a sign of its node
 */
public record RunSettings(
    String node,
    int running,
    int runningPerUser,
    Duration keep,
    long journalBytes,
    long runBytes,
    Duration heartbeat,
    Duration lease) {}
