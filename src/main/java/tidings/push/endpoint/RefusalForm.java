package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tidings.platform.http.StreamHeaders;
import tidings.push.connection.ConnectionSettings;
import tidings.sse.SseEncoder;

/**
 * Converts a temporary refusal into a form that a plain {@code EventSource} survives: an {@code
 * EventSource} stops for good on every status but {@code 200}, so it receives a stream that states
 * when to reconnect, and ends. A client that understands statuses says so by {@code
 * Tidings-Client}, and receives the status.
 */
@Provider
@Singleton
public class RefusalForm implements ContainerResponseFilter {

  /** Header by which a client states that it understands the statuses of refusals. */
  public static final String CLIENT_HEADER = "Tidings-Client";

  /** Close code of a refusal. */
  static final int REFUSED = 1006;

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Inject RefusalSettings settings;
  @Inject ConnectionSettings connections;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (settings.form() == RefusalSettings.Form.STREAM
        && passes(response.getStatus())
        && acceptsStream(request)
        && request.getHeaderString(CLIENT_HEADER) == null) {
      answerAsStream(response);
    }
  }

  private static boolean passes(int status) {
    return status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= SERVER_ERRORS;
  }

  private static boolean acceptsStream(ContainerRequestContext request) {
    var accept = request.getHeaderString(HttpHeaders.ACCEPT);
    return request.getMethod().equals("GET")
        && accept != null
        && accept.toLowerCase(Locale.ROOT).contains(MediaType.SERVER_SENT_EVENTS);
  }

  private void answerAsStream(ContainerResponseContext response) {
    long after = after(response.getHeaderString(HttpHeaders.RETRY_AFTER));
    var data =
        "{\"code\":%d,\"reason\":\"refused\",\"reconnect\":true,\"after\":%d,\"status\":%d,\"detail\":%s}"
            .formatted(
                REFUSED,
                after,
                response.getStatus(),
                Json.createValue(detail(response.getEntity())));
    var frame = SseEncoder.refusal(after, data);
    response.setStatus(200);
    StreamHeaders.forEach(response.getHeaders()::putSingle);
    response.setEntity(
        new String(frame, StandardCharsets.UTF_8), null, MediaType.SERVER_SENT_EVENTS_TYPE);
  }

  /** Milliseconds: the requested delay and up to as much again, so that many clients spread out. */
  private long after(String retryAfter) {
    long least =
        retryAfter != null && retryAfter.matches("[0-9]{1,6}")
            ? 1000 * Long.parseLong(retryAfter)
            : connections.retry().toMillis();
    return least + ThreadLocalRandom.current().nextLong(Math.max(1, least));
  }

  private static String detail(Object problem) {
    return problem instanceof Map<?, ?> body && body.get("detail") instanceof String detail
        ? detail
        : "";
  }
}
