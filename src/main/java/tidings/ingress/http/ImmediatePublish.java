package tidings.ingress.http;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Publishes before the resource method is called, and answers if the log has the events already. A
 * resource method that returns a {@link CompletionStage} makes every request asynchronous, which
 * costs two more threads and a third of the processor's time; the log in memory needs none. Where
 * the log is not done, as with Kafka, {@link PublishResource} continues. Thread-safe.
 */
@Immediate
@Provider
@Singleton
@Priority(Priorities.USER)
public class ImmediatePublish implements ContainerRequestFilter {

  private static final String PENDING = "tidings.publish";

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Inject PublishResource resource;
  @Context @Nullable HttpServletRequest request;

  /** A publish that has begun and that the log has not finished. */
  record Pending(CompletionStage<Response> response) {}

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    var from = request;
    if (from == null) {
      throw new IllegalStateException("outside a request");
    }
    var response = resource.begin(from).toCompletableFuture();
    if (response.state() == Future.State.SUCCESS) {
      context.abortWith(response.resultNow());
    } else {
      from.setAttribute(PENDING, new Pending(response));
    }
  }

  /** The publish that this request has begun. */
  static Optional<CompletionStage<Response>> pending(HttpServletRequest request) {
    return request.getAttribute(PENDING) instanceof Pending pending
        ? Optional.of(pending.response())
        : Optional.empty();
  }
}
