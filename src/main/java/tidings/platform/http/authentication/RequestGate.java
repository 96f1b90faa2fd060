package tidings.platform.http.authentication;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.RateLimit;
import tidings.platform.security.Caller;

/**
 * Limits the requests of each user per second, before their bodies are read: a request over the
 * limit gets 429. Published events have limits of their own and do not count.
 */
@Provider
@Singleton
@Priority(Priorities.AUTHENTICATION + 1)
public class RequestGate implements ContainerRequestFilter {

  private static final Pattern AROUND = Pattern.compile("^/+|/+$");

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Inject @RequestRate RateLimit rate;
  @Context @Nullable HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    if (request == null) {
      throw new IllegalStateException("outside a request");
    }
    var caller = AuthenticationFilter.caller(request);
    if (!publishes(caller, context)) {
      rate.acquire(caller.user(), 1);
    }
  }

  private static boolean publishes(Caller caller, ContainerRequestContext context) {
    return context.getMethod().equals(HttpMethod.POST)
        && AROUND.matcher(context.getUriInfo().getPath()).replaceAll("").equals("events")
        && caller.mayPublishSomething();
  }
}
