/**
 * Recognition of events that were published before.
 *
 * <p>Receives the identity of an event, answers with the offset of its first appearance within the
 * deduplication window. Invariant: memory is limited by {@code tidings.dedupe-entries}.
 */
@NullMarked
package tidings.log.duplicates;

import org.jspecify.annotations.NullMarked;
