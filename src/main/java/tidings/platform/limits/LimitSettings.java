package tidings.platform.limits;

/**
 * Limits of streams and their patterns.
 *
 * @param connections maximum number of streams on this node
 * @param connectionsPerUser maximum number of streams of one user, of all kinds
 * @param connectionsPerAddress maximum number of streams from one client address
 * @param patternsPerUser maximum number of patterns of types and topics in all streams of one user
 */
public record LimitSettings(
    int connections, int connectionsPerUser, int connectionsPerAddress, int patternsPerUser) {}
