/**
 * The endpoints of the sign-in, {@code /auth}.
 *
 * <p>Receives the requests of browsers and of the identity provider, hands out cookies and
 * redirects. Invariant: a browser is only redirected to the identity provider, or to a path of this
 * server.
 */
@NullMarked
package tidings.platform.signin.endpoint;

import org.jspecify.annotations.NullMarked;
