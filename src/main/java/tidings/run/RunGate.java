package tidings.run;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;
import tidings.security.RefusedException;

/**
 * Refuses what {@link StartsRun} to callers without the role for it, before the body is read. A run
 * costs money where its model does.
 */
@StartsRun
@Provider
@Singleton
@Priority(Priorities.AUTHORIZATION)
public class RunGate implements ContainerRequestFilter {

  // By field: the Jakarta REST runtime wants a provider without constructor parameters.
  @Inject Role role;

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
  }
}
