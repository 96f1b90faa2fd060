/**
 * Who may: the caller, its grants, its tickets.
 *
 * <p>Receives verified tokens, hands on {@link tidings.platform.security.Caller}s. Invariant: what
 * a client asks for only narrows; only its token widens.
 */
@NullMarked
package tidings.platform.security;

import org.jspecify.annotations.NullMarked;
