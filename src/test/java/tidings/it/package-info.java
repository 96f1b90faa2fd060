/**
 * Black-box tests: real servers, real brokers, real sockets, none of the application's own classes.
 *
 * <p>{@link tidings.it.support.LibertyServer} and {@link tidings.it.support.KafkaBroker} are
 * processes, {@link tidings.it.support.Client} acts as one caller, {@link
 * tidings.it.support.SseClient} is a stream.
 */
@NullMarked
package tidings.it;

import org.jspecify.annotations.NullMarked;
