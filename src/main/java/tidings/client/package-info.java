/**
 * The Java client: publishes events to Tidings and subscribes to them. It needs Java 17 and nothing
 * else.
 *
 * <p>{@link tidings.client.TidingsClient} is the entry. It is an artifact of its own, {@code
 * tidings-client}: the server does not use it, and it uses nothing of the server. Invariant: a
 * cursor claims only events for which the listener has returned.
 */
@NullMarked
package tidings.client;

import org.jspecify.annotations.NullMarked;
