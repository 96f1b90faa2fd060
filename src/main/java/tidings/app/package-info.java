/**
 * Wiring, and the check of the configuration at the start.
 *
 * <p>Receives configuration keys, hands on beans and settings. Invariant: no package imports this
 * one, and nothing starts with a wrong value.
 */
@NullMarked
package tidings.app;

import org.jspecify.annotations.NullMarked;
