package tidings.app.endpoint;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.UUID;
import tidings.runs.run.endpoint.RunAnswers;

/**
 * Adds an {@code x-request-id} to each answer under {@code /v1}, which OpenAI's clients show with
 * errors: the id of its run if there is one.
 */
public class RequestIds implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    var headers = response.getHeaders();
    var run = headers.getFirst(RunAnswers.RUN_HEADER);
    headers.putSingle(
        RunAnswers.REQUEST_HEADER, run == null ? "req-" + UUID.randomUUID() : run.toString());
  }
}
