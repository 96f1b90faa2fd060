/**
 * Black-box tests: real servers, real brokers, real sockets, nothing of the application's own
 * classes.
 *
 * <p>{@link it.tidings.LibertyServer} and {@link it.tidings.KafkaBroker} are processes, {@link
 * it.tidings.Client} speaks as one caller, {@link it.tidings.SseClient} is a stream.
 */
@NullMarked
package it.tidings;

import org.jspecify.annotations.NullMarked;
