/**
 * Request bodies, read within their limits.
 *
 * <p>Receives a request, hands on its body. Invariant: bytes in flight are limited for each user
 * and for the node, and are always released.
 */
@NullMarked
package tidings.platform.http.body;

import org.jspecify.annotations.NullMarked;
