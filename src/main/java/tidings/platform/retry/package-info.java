/**
 * Retries: the pause after a failed attempt, and the end of a loop.
 *
 * <p>Invariant: no pause outlasts the end of its loop.
 */
@NullMarked
package tidings.platform.retry;

import org.jspecify.annotations.NullMarked;
