package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.AdminFilter;
import tidings.platform.http.authentication.AdminOnly;
import tidings.platform.http.body.Bodies;
import tidings.platform.http.body.JsonBody;
import tidings.platform.identity.SharedRevocations;
import tidings.push.connection.Drain;

/** {@code /api/admin}: operations on a node (protocol, section 4). */
@Path("admin")
@Singleton
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {

  private final Drain drain;
  private final SharedRevocations revocations;
  private final Bodies bodies;

  @Inject
  public AdminResource(Drain drain, SharedRevocations revocations, Bodies bodies) {
    this.drain = drain;
    this.revocations = revocations;
    this.bodies = bodies;
  }

  /**
   * The answer.
   *
   * @param open number of streams that are still open
   */
  public record Draining(int open) {}

  /** Drains this node; a repeated call does nothing. */
  @POST
  @Path("drain")
  public Response drain(@Context HttpServletRequest request) {
    AdminFilter.target(request, "this node");
    return Response.accepted(new Draining(drain.start())).build();
  }

  /**
   * Makes every node reject the tokens of a user, one token, or a session, and ends the streams
   * that were opened with them: on this node at once, and before the method returns it is certain
   * that the other nodes will.
   *
   * @throws BadRequestException naming each fault
   * @throws tidings.log.LogUnavailableException if it is in force on this node only, and until its
   *     restart: the client must send it again
   */
  @POST
  @Path("revocations")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response revoke(@Context HttpServletRequest request) throws IOException {
    var revocation = RevocationReader.read(JsonBody.object(bodies.read(request)));
    AdminFilter.target(request, revocation.key() + " until " + revocation.value());
    revocations.put(revocation);
    return Response.accepted().build();
  }
}
