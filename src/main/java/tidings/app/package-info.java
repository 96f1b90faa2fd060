/**
 * Configuration, wiring and the one place where errors become problem+json.
 *
 * <p>Nobody depends on it.
 */
@NullMarked
package tidings.app;

import org.jspecify.annotations.NullMarked;
