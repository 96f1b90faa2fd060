/**
 * Code that all users of Redis share: its address and the configuration of its clients.
 *
 * <p>Receives the configuration, hands out that of a client. Invariant: each user has a pool of
 * connections of its own, so that none waits for another's.
 */
@NullMarked
package tidings.platform.redis;

import org.jspecify.annotations.NullMarked;
