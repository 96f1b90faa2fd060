/**
 * Encoding: an event and its cursor as {@code text/event-stream} bytes.
 *
 * <p>A pure function. Invariant: no field value can end a line, an event or a stream.
 */
@NullMarked
package tidings.sse;

import org.jspecify.annotations.NullMarked;
