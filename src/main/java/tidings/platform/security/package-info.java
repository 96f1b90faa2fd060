/**
 * Authorisation: the caller, its grants, its tickets.
 *
 * <p>Receives verified tokens, hands on {@link tidings.platform.security.Caller}s. Invariant: a
 * client's request only narrows its rights; only its token widens them.
 */
@NullMarked
package tidings.platform.security;

import org.jspecify.annotations.NullMarked;
