/**
 * The operator's view: health, metrics, the start-up line.
 *
 * <p>Receives the state of all other packages, hands it to the server's health and metrics
 * endpoints and to the log. Invariant: no other package depends on it.
 */
@NullMarked
package tidings.ops;

import org.jspecify.annotations.NullMarked;
