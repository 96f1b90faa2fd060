/**
 * Events that come out of Redis: Streams by a consumer group, and Pub/Sub channels.
 *
 * <p>Receives entries and messages, hands them to {@link tidings.ingress.Ingestor}. Invariants: one
 * node of those that share a log takes a stream, or the channels, at a time, as long as it has the
 * {@link tidings.ingress.redis.Lease}; an entry is acknowledged only after the intake has it.
 */
@NullMarked
package tidings.ingress.redis;

import org.jspecify.annotations.NullMarked;
