/**
 * What an operator sees: health, metrics, the start-up line.
 *
 * <p>Observes all other packages; nobody depends on it.
 */
@NullMarked
package tidings.ops;

import org.jspecify.annotations.NullMarked;
