/**
 * Reading and checking of configuration values.
 *
 * <p>Receives strings of MicroProfile Config, hands on durations, sizes, addresses. Invariant: an
 * invalid value causes one line that names the key, and ends the start.
 */
@NullMarked
package tidings.app.configuration;

import org.jspecify.annotations.NullMarked;
