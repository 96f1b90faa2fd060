/**
 * A browser as the server sees it: a bounded queue and the one thread that waits for it.
 *
 * <p>Receives frames from the router, hands bytes to a {@link tidings.push.connection.FrameSink}.
 * Invariant: offering never blocks; only the drain of a connection ever waits for its browser.
 */
@NullMarked
package tidings.push.connection;

import org.jspecify.annotations.NullMarked;
