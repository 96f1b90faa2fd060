/**
 * The HTTP side of a subscription.
 *
 * <p>Receives requests of callers, hands on connections to the router and bytes to sockets.
 * Invariant: no request reaches a resource without a {@link tidings.security.Caller}.
 */
@NullMarked
package tidings.wire;

import org.jspecify.annotations.NullMarked;
