/**
 * Events over HTTP.
 *
 * <p>Receives {@code POST /api/events}, hands on events to the log. Invariant: a 202 is sent only
 * after the log has every event of the request.
 */
@NullMarked
package tidings.ingress.http;

import org.jspecify.annotations.NullMarked;
