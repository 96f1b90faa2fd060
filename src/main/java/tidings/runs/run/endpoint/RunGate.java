package tidings.runs.run.endpoint;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.TokenBudget;
import tidings.platform.security.RefusedException;

/**
 * Rejects calls of {@link StartsRun} methods by callers without the required role, or without a
 * token left of their budget, before the body is read. A run costs money if its model does.
 */
@StartsRun
@Provider
@Singleton
@Priority(Priorities.AUTHORIZATION)
public class RunGate implements ContainerRequestFilter {

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Inject Role role;
  @Inject TokenBudget budget;
  @Context @Nullable HttpServletRequest request;
  @Context @Nullable HttpServletResponse response;

  /**
   * The role that may start runs.
   *
   * @param name {@code admin}, {@code publisher} or a group; null: every caller may
   */
  public record Role(@Nullable String name) {}

  @Override
  public void filter(ContainerRequestContext context) {
    var name = role.name();
    if (name != null && !context.getSecurityContext().isUserInRole(name)) {
      throw RefusedException.forbidden("only for the role '" + name + "'");
    }
    if (request == null || response == null) {
      throw new IllegalStateException("outside a request");
    }
    var caller = AuthenticationFilter.caller(request);
    var left = budget.remaining(caller.user(), caller.groups());
    if (left.isPresent()) {
      report(left.get(), response);
    }
  }

  /** Reports the budget in the headers that OpenAI's clients know. */
  private static void report(TokenBudget.Remaining left, HttpServletResponse response) {
    response.setHeader("x-ratelimit-limit-tokens", String.valueOf(left.limit()));
    response.setHeader("x-ratelimit-remaining-tokens", String.valueOf(left.remaining()));
    response.setHeader("x-ratelimit-reset-tokens", left.reset().toSeconds() + "s");
    if (left.remaining() == 0) {
      throw OverLimitException.byCaller(
          left.reset(), "the budget of %d tokens a day is used up".formatted(left.limit()));
    }
  }
}
