/**
 * Events that come in over HTTP.
 *
 * <p>Receives {@code POST /api/events}, hands on events to the log. Invariant: 202 is said only
 * after the log has every event of the request.
 */
@NullMarked
package tidings.ingress.http;

import org.jspecify.annotations.NullMarked;
