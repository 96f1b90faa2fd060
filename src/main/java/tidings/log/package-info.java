/**
 * The log: where every event gets its position, once.
 *
 * <p>Receives events from the ingresses, hands on {@link tidings.log.TailEntry} entries in log
 * order through the Reactive Messaging connector. Invariant: every acknowledged event is in the
 * log, and every node sees the same order within a partition.
 */
@NullMarked
package tidings.log;

import org.jspecify.annotations.NullMarked;
