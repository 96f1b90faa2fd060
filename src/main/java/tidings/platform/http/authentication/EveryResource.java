package tidings.platform.http.authentication;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;

/**
 * Puts {@link AuthenticationFilter} before every resource of the WAR, also those of an application
 * that a team deploys with Tidings: a revoked user and a foreign origin do not pass. A public
 * resource declares {@link PermitAll}, on its class or its method.
 *
 * <p>The Jakarta REST runtime finds it as a service (Jakarta REST 3.1, section 9.2.4).
 */
public class EveryResource implements DynamicFeature {

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    var access = Access.to(resource);
    if (!access.isOpen() && !context.getConfiguration().isRegistered(AuthenticationFilter.class)) {
      context.register(AuthenticationFilter.class);
    }
    if (access.roles() != null) {
      context.register(new RequiredRoles(access.roles()));
    }
  }
}
