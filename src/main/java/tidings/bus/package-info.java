/**
 * The bus: every entry of the log becomes one synchronous CDI event.
 *
 * <p>Receives {@link tidings.log.Logged} entries, hands on {@link tidings.bus.Published}.
 * Invariant: one thread, log order; observers neither block nor throw.
 */
@NullMarked
package tidings.bus;

import org.jspecify.annotations.NullMarked;
