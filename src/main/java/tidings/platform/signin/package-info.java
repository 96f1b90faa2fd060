/**
 * Sign-in of browsers by OpenID Connect: this server is the client of the identity provider, and
 * the browser has a session cookie, never a token.
 *
 * <p>Receives the responses of the identity provider, hands out a {@link
 * tidings.platform.signin.Session} as an encrypted cookie, and the caller that a cookie
 * authenticates. Invariant: everything that a session needs is in its cookies, so that every node
 * with the same key serves it; no token leaves the server unencrypted.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-browser-based-apps">OAuth
 *     2.0 for Browser-Based Applications, Backend For Frontend</a>
 */
@NullMarked
package tidings.platform.signin;

import org.jspecify.annotations.NullMarked;
