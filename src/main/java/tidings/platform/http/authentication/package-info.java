/**
 * Authentication and authorisation of callers.
 *
 * <p>Receives a request, hands on the caller of its token, ticket or cookie. Invariant: no resource
 * runs without a decision of this package.
 */
@NullMarked
package tidings.platform.http.authentication;

import org.jspecify.annotations.NullMarked;
