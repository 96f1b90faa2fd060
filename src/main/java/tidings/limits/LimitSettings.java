package tidings.limits;

/**
 * Configuration of the limits.
 *
 * @param connections streams on this node
 * @param connectionsPerUser streams of one user; one more replaces the oldest
 * @param connectionsPerAddress streams from one client address
 * @param publishRate events a second for each caller
 * @param connectRate subscriptions a second for each caller
 */
public record LimitSettings(
    int connections,
    int connectionsPerUser,
    int connectionsPerAddress,
    int publishRate,
    int connectRate) {}
