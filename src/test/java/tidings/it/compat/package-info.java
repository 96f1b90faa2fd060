/**
 * The compatibility suite: third-party clients, producers and identity providers, all unmodified,
 * against a real server. Clients for Node are in {@code src/test/compat}, a folder for each area
 * with its own lock file; those for Java are test dependencies.
 */
@NullMarked
package tidings.it.compat;

import org.jspecify.annotations.NullMarked;
