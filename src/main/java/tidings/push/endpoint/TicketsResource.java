package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.limits.RateLimit;
import tidings.platform.security.Tickets;

/** {@code POST /api/events/tickets}: a one-time ticket in place of a token. */
@Path("events/tickets")
@Singleton
public class TicketsResource {

  private final Tickets tickets;
  private final Clock clock;
  private final RateLimit connectRate;

  @Inject
  public TicketsResource(Tickets tickets, Clock clock, @ConnectRate RateLimit connectRate) {
    this.tickets = tickets;
    this.clock = clock;
    this.connectRate = connectRate;
  }

  /**
   * The answer.
   *
   * @param ticket the client sends it as the parameter {@code ticket}, once
   * @param expires RFC 3339; after it the ticket is invalid
   */
  public record Ticket(String ticket, String expires) {}

  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public Response issue(@Context HttpServletRequest request) {
    var caller = AuthenticationFilter.caller(request);
    connectRate.acquire(caller.user(), 1);
    var ticket = tickets.issue(caller);
    var expires = clock.instant().plus(Tickets.LIFE);
    return Response.status(Response.Status.CREATED)
        .entity(new Ticket(ticket, expires.toString()))
        .build();
  }
}
