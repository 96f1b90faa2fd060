/**
 * Pages, static files and the headers that protect them.
 *
 * <p>Receives requests to the servlet container outside of the API. Invariant: every response has
 * its security headers, and no response is a page of the container's own.
 */
@NullMarked
package tidings.platform.http.page;

import org.jspecify.annotations.NullMarked;
