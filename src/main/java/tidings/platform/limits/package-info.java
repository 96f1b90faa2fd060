/**
 * Limits: connections in total, for a user, for an address; requests and events per second.
 *
 * <p>Invariant: every reservation is released exactly once.
 */
@NullMarked
package tidings.platform.limits;

import org.jspecify.annotations.NullMarked;
