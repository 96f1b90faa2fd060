/**
 * Which connections an event goes to.
 *
 * <p>Receives {@link tidings.bus.Published} events, offers their frames to connections. Invariant:
 * a connection is offered an event exactly when each audience attribute the event has, and the
 * connection’s own filter, match.
 */
@NullMarked
package tidings.routing;

import org.jspecify.annotations.NullMarked;
