/**
 * The HTTP endpoints of event streams: subscribe, poll, change a filter, close, tickets.
 *
 * <p>Receives authenticated requests, hands admitted connections to the router. Invariant: a
 * connection is admitted within the caller's grants and limits, or the request is rejected.
 */
@NullMarked
package tidings.push.endpoint;

import org.jspecify.annotations.NullMarked;
