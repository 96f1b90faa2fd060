/**
 * Servers, brokers, clients and stubs of the integration tests.
 *
 * <p>{@link LibertyServer} and {@link KafkaBroker} are processes, {@link Client} speaks as one
 * caller, {@link SseClient} is a stream.
 */
@NullMarked
package tidings.it.support;

import org.jspecify.annotations.NullMarked;
