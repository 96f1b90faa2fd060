/**
 * Creates the beans of runs, each once for the application. Without the feature {@code runs} none
 * is made.
 */
@NullMarked
package tidings.app.runs;

import org.jspecify.annotations.NullMarked;
