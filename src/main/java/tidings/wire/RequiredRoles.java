package tidings.wire;

import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tidings.security.RefusedException;

/**
 * Enforces {@link RolesAllowed} and {@link DenyAll} of a resource: a caller without a role gets
 * 403. The container's own check would ask for another sign-in, because it knows no caller but its
 * own.
 *
 * @param roles of which the caller needs one
 */
@Priority(Priorities.AUTHORIZATION)
record RequiredRoles(Set<String> roles) implements ContainerRequestFilter {

  RequiredRoles {
    roles = Set.copyOf(roles);
  }

  /** What the annotations of a resource require; those of its method come before its class's. */
  static Optional<RequiredRoles> of(ResourceInfo resource) {
    for (AnnotatedElement place :
        List.of(resource.getResourceMethod(), resource.getResourceClass())) {
      if (place.isAnnotationPresent(DenyAll.class)) {
        return Optional.of(new RequiredRoles(Set.of()));
      }
      var allowed = place.getAnnotation(RolesAllowed.class);
      if (allowed != null) {
        return Optional.of(new RequiredRoles(Set.of(allowed.value())));
      }
      if (place.isAnnotationPresent(PermitAll.class)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  @Override
  public void filter(ContainerRequestContext context) {
    if (roles.stream().noneMatch(context.getSecurityContext()::isUserInRole)) {
      throw RefusedException.forbidden(
          roles.isEmpty()
              ? "nobody may call this"
              : "only for the role " + String.join(" or ", roles.stream().sorted().toList()));
    }
  }
}
