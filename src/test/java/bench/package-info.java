/**
 * Measures of the small parts of the hot path: {@code mvn verify -Pbench}. Not tests; nothing here
 * can fail a build.
 */
@NullMarked
package bench;

import org.jspecify.annotations.NullMarked;
