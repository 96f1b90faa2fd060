package tidings.app.endpoint;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import tidings.api.PublishException;
import tidings.platform.http.authentication.EveryResource;
import tidings.platform.security.RefusedException;

/**
 * Answers in Tidings' form when {@link EveryResource} refuses a call of an application that a team
 * deploys in the same WAR, and when such a call fails with a {@link PublishException}; other errors
 * of that application are unchanged.
 *
 * <p>The Jakarta REST runtime finds it as a service (Jakarta REST 3.1, section 9.2.4).
 */
public class Refusals implements Feature {

  /** Maps what {@link EveryResource} throws there. */
  public static class Refused implements ExceptionMapper<RefusedException> {

    private final Problems problems = new Problems();

    @Override
    public Response toResponse(RefusedException refused) {
      return problems.toResponse(refused);
    }
  }

  /** Maps what a resource may throw that publishes. */
  public static class NotPublished implements ExceptionMapper<PublishException> {

    private final Problems problems = new Problems();

    @Override
    public Response toResponse(PublishException failure) {
      return problems.toResponse(failure);
    }
  }

  @Override
  public boolean configure(FeatureContext context) {
    var known = context.getConfiguration();
    boolean own = known.isRegistered(Problems.class) || known.isRegistered(OpenAiProblems.class);
    if (!own) {
      context.register(Refused.class);
      context.register(NotPublished.class);
    }
    return !own;
  }
}
