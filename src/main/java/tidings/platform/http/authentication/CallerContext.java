package tidings.platform.http.authentication;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;

/**
 * The caller for {@code @Context SecurityContext} and {@code @RolesAllowed}. A role is one of
 * Tidings' own, which configured groups confer, or any other group. Thread-safe.
 */
final class CallerContext implements SecurityContext {

  private final Caller caller;
  private final boolean isSecure;
  private volatile @Nullable JsonWebToken token;

  /**
   * @param token null if the caller used a ticket
   * @param isSecure whether the request came over TLS
   */
  CallerContext(Caller caller, @Nullable JsonWebToken token, boolean isSecure) {
    this.caller = caller;
    this.token = token;
    this.isSecure = isSecure;
  }

  Caller caller() {
    return caller;
  }

  /** The caller's token; empty if they used a ticket, or the token was released. */
  Optional<JsonWebToken> token() {
    return Optional.ofNullable(token);
  }

  /** Releases the token: it has kilobytes, and a stream is one request for hours. */
  void clearToken() {
    token = null;
  }

  @Override
  public Principal getUserPrincipal() {
    var known = token;
    return known != null ? known : caller::user;
  }

  @Override
  public boolean isUserInRole(String role) {
    return switch (role) {
      case Caller.ADMIN, Caller.PUBLISHER -> caller.roles().contains(role);
      default -> caller.groups().contains(role);
    };
  }

  @Override
  public boolean isSecure() {
    return isSecure;
  }

  /** {@inheritDoc} The name is that of MicroProfile JWT. */
  @Override
  public String getAuthenticationScheme() {
    return "MP-JWT";
  }
}
