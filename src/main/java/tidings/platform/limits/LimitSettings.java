package tidings.platform.limits;

/**
 * Limits of streams and of what they ask for.
 *
 * @param connections streams on this node
 * @param connectionsPerUser streams of one user, of all kinds
 * @param connectionsPerAddress streams from one client address
 * @param patternsPerUser patterns of types and topics in all streams of one user
 */
public record LimitSettings(
    int connections, int connectionsPerUser, int connectionsPerAddress, int patternsPerUser) {}
