/**
 * Common code of all HTTP endpoints: authentication, bodies with limits, origins, headers, errors.
 *
 * <p>Receives requests, hands them to resources with their caller. Invariant: no request reaches a
 * resource without a {@link tidings.platform.security.Caller}.
 */
@NullMarked
package tidings.platform.http;

import org.jspecify.annotations.NullMarked;
