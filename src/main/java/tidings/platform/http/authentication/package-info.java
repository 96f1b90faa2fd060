/**
 * Who is calling, and what they may do.
 *
 * <p>Receives a request, hands on the caller that its token, ticket or cookie names. Invariant: no
 * resource runs without a decision of this package.
 */
@NullMarked
package tidings.platform.http.authentication;

import org.jspecify.annotations.NullMarked;
