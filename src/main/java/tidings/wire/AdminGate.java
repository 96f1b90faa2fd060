package tidings.wire;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
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
import tidings.security.AdminCall;
import tidings.security.Caller;
import tidings.security.RefusedException;

/**
 * Lets administrators to what is {@link AdminOnly}, and tells the audit log of every call with a
 * valid token, whatever became of it.
 */
@AdminOnly
@Provider
@Singleton
@Priority(Priorities.AUTHORIZATION)
public class AdminGate implements ContainerRequestFilter, ContainerResponseFilter {

  // By field: the Jakarta REST runtime wants a provider without constructor parameters.
  @Inject Event<AdminCall> calls;
  @Context @Nullable HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    if (!Identify.caller(request()).isAdmin()) {
      throw RefusedException.forbidden("only for the role '" + Caller.ADMIN + "'");
    }
  }

  @Override
  public void filter(ContainerRequestContext context, ContainerResponseContext response) {
    var from = request();
    Identify.known(from).ifPresent(caller -> calls.fire(call(caller, from, response.getStatus())));
  }

  /** What the audit log is told of a call. */
  static AdminCall call(Caller caller, HttpServletRequest from, int status) {
    var what = from.getMethod() + " " + from.getRequestURI();
    return new AdminCall(caller.user(), what, ClientAddress.of(from), status);
  }

  private HttpServletRequest request() {
    if (request == null) {
      throw new IllegalStateException("outside a request");
    }
    return request;
  }
}
