/**
 * Which connections an event goes to.
 *
 * <p>Receives {@link tidings.push.bus.BusEvent} events, offers their frames to connections.
 * Invariant: a connection is offered an event exactly when each audience attribute the event has,
 * and the connection’s own filter, match.
 */
@NullMarked
package tidings.push.routing;

import org.jspecify.annotations.NullMarked;
