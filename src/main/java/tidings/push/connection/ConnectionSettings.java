package tidings.push.connection;

import java.time.Duration;

/**
 * Configuration of the connections.
 *
 * @param heartbeat between two heartbeats of a connection, jittered by a tenth
 * @param queueFrames most frames that wait for one connection
 * @param queueBytes most bytes that wait for one connection
 * @param lifetime longest life of a stream, jittered by a tenth; zero: none
 * @param perUser most streams of one user; one more replaces the oldest
 * @param retry what a browser is told to wait before it reconnects
 */
public record ConnectionSettings(
    Duration heartbeat,
    int queueFrames,
    long queueBytes,
    Duration lifetime,
    int perUser,
    Duration retry) {}
