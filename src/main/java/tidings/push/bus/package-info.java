/**
 * The bus: every entry of the log is delivered, and offered to the application as a CDI event.
 *
 * <p>Receives {@link tidings.log.TailEntry} entries, hands on {@link tidings.push.bus.BusEvent}.
 * Invariant: one thread, log order; delivery first, and no observer of the application can delay,
 * reorder or lose what a browser or another observer receives.
 */
@NullMarked
package tidings.push.bus;

import org.jspecify.annotations.NullMarked;
