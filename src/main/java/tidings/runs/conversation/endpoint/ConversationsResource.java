package tidings.runs.conversation.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.runs.conversation.store.Conversations;

/**
 * {@code /api/conversations}: list, read, change and delete the caller's own conversations
 * (protocol, section 3). Another user's conversation is answered like one that does not exist.
 */
@Path("conversations")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
public class ConversationsResource {

  private final Conversations conversations;
  private final ConversationEvents events;
  private final Bodies bodies;

  @Inject
  public ConversationsResource(
      Conversations conversations, ConversationEvents events, Bodies bodies) {
    this.conversations = conversations;
    this.events = events;
    this.bodies = bodies;
  }

  /** {@code {"conversations":[…],"next"?}}, newest first. */
  @GET
  public String list(
      @Context HttpServletRequest request,
      @QueryParam("kind") @Nullable String kind,
      @QueryParam("status") List<String> statuses,
      @QueryParam("tag") @Nullable String tag,
      @QueryParam("q") @Nullable String text,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @Nullable String limit) {
    var owner = AuthenticationFilter.caller(request).user();
    var query = new ConversationRequest().query(kind, statuses, tag, text, before, limit);
    return ConversationJson.of(conversations.list(owner, query)).toString();
  }

  /** The conversation with its rounds and their messages. */
  @GET
  @Path("{id}")
  public String get(@Context HttpServletRequest request, @PathParam("id") String id) {
    var owner = AuthenticationFilter.caller(request).user();
    return conversations
        .read(owner, id, whole -> ConversationJson.of(whole).toString())
        .orElseThrow(() -> unknown(id));
  }

  /** {@code {"title"?,"tags"?,"status"?}}; answers with the changed conversation. */
  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  public String change(@Context HttpServletRequest request, @PathParam("id") String id)
      throws IOException {
    var owner = AuthenticationFilter.caller(request).user();
    var change = new ConversationRequest().change(bodies.read(request));
    var changed = conversations.change(owner, id, change).orElseThrow(() -> unknown(id));
    events.updated(changed);
    return ConversationJson.of(changed).toString();
  }

  /** Deletes the conversation for good. */
  @DELETE
  @Path("{id}")
  public void delete(@Context HttpServletRequest request, @PathParam("id") String id) {
    if (!conversations.delete(AuthenticationFilter.caller(request).user(), id)) {
      throw unknown(id);
    }
  }

  private static NotFoundException unknown(String id) {
    return new NotFoundException("you have no conversation " + id);
  }
}
