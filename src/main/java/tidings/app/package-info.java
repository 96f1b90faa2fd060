/**
 * Wiring, and the check of the configuration at the start.
 *
 * <p>Receives configuration keys, hands on beans and settings. Invariant: no package but {@link
 * tidings.app.runs} imports this one, and nothing starts with a wrong value.
 *
 * <p>A {@code …Configuration} reads a section of {@code META-INF/microprofile-config.properties},
 * which lists and explains the keys, into records. It reads them when the application starts: the
 * container reads a property with the class loader of the thread that first needs it. On a thread
 * without the application's class loader, such as a scrape of the metrics, it does not see the
 * application's defaults, and a number is then silently 0.
 */
@NullMarked
package tidings.app;

import org.jspecify.annotations.NullMarked;
