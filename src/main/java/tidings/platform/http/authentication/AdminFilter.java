package tidings.platform.http.authentication;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.ClientAddress;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;

/**
 * Admits only administrators to {@link AdminOnly} methods, and reports every call with a valid
 * token to the audit log, whatever its outcome.
 */
@AdminOnly
@Provider
@Singleton
@Priority(Priorities.AUTHORIZATION)
public class AdminFilter implements ContainerRequestFilter, ContainerResponseFilter {

  private static final String TARGET = "tidings.audit-target";

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Inject AuditTrail audit;
  @Context @Nullable HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    if (!AuthenticationFilter.caller(request()).isAdmin()) {
      throw RefusedException.forbidden("only for the role '" + Caller.ADMIN + "'");
    }
  }

  @Override
  public void filter(ContainerRequestContext context, ContainerResponseContext response) {
    var from = request();
    AuthenticationFilter.known(from)
        .ifPresent(caller -> audit.record(call(caller, from, response.getStatus())));
  }

  /** Sets the target of an administrator's call, for the audit log. */
  public static void target(HttpServletRequest request, String target) {
    request.setAttribute(TARGET, target);
  }

  /** The audit event of a call. */
  public static AuditEvent call(Caller caller, HttpServletRequest from, int status) {
    var target = from.getAttribute(TARGET) instanceof String known ? known : null;
    return new AuditEvent(
        AuditEvent.Kind.ADMIN,
        caller.user(),
        from.getMethod() + " " + from.getRequestURI(),
        ClientAddress.of(from),
        target,
        new AuditEvent.Outcome(status));
  }

  private HttpServletRequest request() {
    if (request == null) {
      throw new IllegalStateException("outside a request");
    }
    return request;
  }
}
