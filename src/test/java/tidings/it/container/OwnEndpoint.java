package tidings.it.container;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** A resource of an application, which uses the APIs of Jakarta Security and MicroProfile. */
@Path("who")
@RequestScoped
public class OwnEndpoint {

  @Inject @Nullable JsonWebToken token;
  @Context @Nullable SecurityContext context;

  @GET
  public String who() {
    if (token == null || context == null) {
      throw new IllegalStateException("nothing was injected");
    }
    return String.join(
        " ",
        token.getName(),
        String.valueOf(token.getGroups()),
        String.valueOf(context.getUserPrincipal() instanceof JsonWebToken),
        String.valueOf(context.isUserInRole("ops")),
        String.valueOf(context.isUserInRole("admin")));
  }

  @GET
  @Path("admins")
  @RolesAllowed("admin")
  public String admins() {
    return "admin";
  }

  @GET
  @Path("ops")
  @RolesAllowed("ops")
  public String ops() {
    return "ops";
  }
}
