/**
 * Events from Redis: Streams by a consumer group, and Pub/Sub channels.
 *
 * <p>Receives entries and messages, hands them to {@link tidings.ingress.Ingestor}. Invariants: of
 * the nodes that share a log, one at a time reads a stream, or the channels, as long as it has the
 * {@link tidings.ingress.redis.Lease}; an entry is acknowledged only after the ingestor has it.
 */
@NullMarked
package tidings.ingress.redis;

import org.jspecify.annotations.NullMarked;
