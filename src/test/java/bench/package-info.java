/**
 * Measures of the small parts of the hot path, by {@code mvn clean test-compile exec:exec@jmh
 * -Pbench}. Not tests: nothing here can fail a build.
 */
@NullMarked
package bench;

import org.jspecify.annotations.NullMarked;
