/**
 * Tidings for applications in the same WAR: implements {@link tidings.api}.
 *
 * <p>Receives events from {@link tidings.push.bus}, and hands each to the application's observer
 * methods; receives the application's events, and hands them to the log. Invariant: no observer of
 * the application can delay, reorder or lose what a browser or another observer receives.
 */
@NullMarked
package tidings.push.application;

import org.jspecify.annotations.NullMarked;
