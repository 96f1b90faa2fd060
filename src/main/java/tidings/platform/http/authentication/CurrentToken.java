package tidings.platform.http.authentication;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import tidings.platform.identity.VerifiedToken;

/** Lets request-scoped beans inject the caller's token, as MicroProfile JWT describes it. */
public class CurrentToken {

  private static final JsonWebToken NONE = new VerifiedToken("", Map.of());

  /** The token of this request; one without claims, whose name is null, if there is none. */
  @Produces
  @RequestScoped
  JsonWebToken token(HttpServletRequest request) {
    return AuthenticationFilter.token(request).orElse(NONE);
  }
}
