/**
 * Limits of users over all nodes that share a Redis.
 *
 * <p>Receives the streams and the consumption of this node, hands out whether they are within the
 * limits. Invariant: while Redis does not answer, each node applies the limits on its own, and no
 * user is refused because of Redis.
 */
@NullMarked
package tidings.platform.limits.redis;

import org.jspecify.annotations.NullMarked;
