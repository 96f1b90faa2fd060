/**
 * How much: connections in total, for a user, for an address; requests and events in a second.
 *
 * <p>Invariant: what is taken is given back exactly once.
 */
@NullMarked
package tidings.platform.limits;

import org.jspecify.annotations.NullMarked;
