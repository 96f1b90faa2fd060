/**
 * The log in Kafka: one topic of events, one of dead letters, one of revocations.
 *
 * <p>Receives events to append and hands on the tail of every partition in its order. Invariant: an
 * acknowledged append is committed with {@code acks=all}; Kafka's client appears in no other
 * package.
 */
@NullMarked
package tidings.log.kafka;

import org.jspecify.annotations.NullMarked;
