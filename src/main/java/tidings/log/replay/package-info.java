/**
 * Segments of the log, read again for connections that are far behind.
 *
 * <p>Receives a range of offsets, hands on its entries. Invariant: a segment is read once, however
 * many connections ask for it at the same time.
 */
@NullMarked
package tidings.log.replay;

import org.jspecify.annotations.NullMarked;
