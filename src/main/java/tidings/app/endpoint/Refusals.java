package tidings.app.endpoint;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import tidings.platform.http.authentication.EveryResource;
import tidings.platform.security.RefusedException;

/**
 * Answers {@code 401} and {@code 403} in Tidings' form when {@link EveryResource} refuses a call of
 * an application that a team deploys in the same WAR; other errors of that application are
 * unchanged.
 *
 * <p>The Jakarta REST runtime finds it as a service (Jakarta REST 3.1, section 9.2.4).
 */
public class Refusals implements Feature {

  /** Maps the one exception that Tidings throws there. */
  public static class Mapper implements ExceptionMapper<RefusedException> {

    private final Problems problems = new Problems();

    @Override
    public Response toResponse(RefusedException refused) {
      return problems.toResponse(refused);
    }
  }

  @Override
  public boolean configure(FeatureContext context) {
    var known = context.getConfiguration();
    boolean own = known.isRegistered(Problems.class) || known.isRegistered(OpenAiProblems.class);
    if (!own) {
      context.register(Mapper.class);
    }
    return !own;
  }
}
