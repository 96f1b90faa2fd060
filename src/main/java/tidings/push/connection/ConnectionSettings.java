package tidings.push.connection;

import java.time.Duration;

/**
 * Configuration of the connections.
 *
 * @param heartbeat time between two heartbeats of a connection, jittered by a tenth
 * @param queueFrames maximum number of frames that wait for one connection
 * @param queueBytes maximum size of the frames that wait for one connection, in bytes
 * @param lifetime maximum lifetime of a stream, jittered by a tenth; zero: unlimited
 * @param perUser maximum number of streams of one user; one more replaces the oldest
 * @param retry delay after which a browser should reconnect
 */
public record ConnectionSettings(
    Duration heartbeat,
    int queueFrames,
    long queueBytes,
    Duration lifetime,
    int perUser,
    Duration retry) {}
