/**
 * Authentication by token: reads the keys of the issuer, verifies JSON Web Tokens as MicroProfile
 * JWT describes it, and maps their claims.
 *
 * <p>Receives the text of a token, hands on a {@link org.eclipse.microprofile.jwt.JsonWebToken} and
 * a {@link tidings.platform.security.Caller}. Invariant: nothing is read from a token before its
 * signature, issuer, audience and times hold, and no rejection contains the token.
 */
@NullMarked
package tidings.platform.identity;

import org.jspecify.annotations.NullMarked;
