package tidings.wire;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import tidings.connection.Drain;

/** {@code /api/admin}: what operators do to a node (protocol, section 4). */
@Path("admin")
@Singleton
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {

  private final Drain drain;

  @Inject
  public AdminResource(Drain drain) {
    this.drain = drain;
  }

  /**
   * The answer.
   *
   * @param open streams that are still to leave
   */
  public record Draining(int open) {}

  /** Empties this node; again does no harm. */
  @POST
  @Path("drain")
  public Response drain() {
    return Response.accepted(new Draining(drain.start())).build();
  }
}
