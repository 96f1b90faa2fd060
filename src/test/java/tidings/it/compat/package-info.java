/**
 * The compatibility suite: clients, producers and identity providers that were not written here,
 * each of them unchanged, against a real server. Clients for Node are in {@code src/test/compat}, a
 * folder for each area with its own lock file; those for Java are test dependencies.
 */
@NullMarked
package tidings.it.compat;

import org.jspecify.annotations.NullMarked;
