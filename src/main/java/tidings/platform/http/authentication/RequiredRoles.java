package tidings.platform.http.authentication;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Set;
import tidings.platform.security.RefusedException;

/**
 * Enforces {@link Access} to a resource: a caller without a role gets 403. The container's own
 * check would start another login, because it does not know Tidings' callers.
 *
 * @param roles of which the caller needs one
 */
@Priority(Priorities.AUTHORIZATION)
record RequiredRoles(Set<String> roles) implements ContainerRequestFilter {

  RequiredRoles {
    roles = Set.copyOf(roles);
  }

  @Override
  public void filter(ContainerRequestContext context) {
    if (roles.stream().noneMatch(context.getSecurityContext()::isUserInRole)) {
      throw RefusedException.forbidden(
          roles.isEmpty()
              ? "no caller has a right to this"
              : "only for the role " + String.join(" or ", roles.stream().sorted().toList()));
    }
  }
}
