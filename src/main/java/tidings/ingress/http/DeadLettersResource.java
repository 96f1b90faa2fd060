package tidings.ingress.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.event.codec.Fault;
import tidings.event.codec.Ingress;
import tidings.event.codec.MediaTypes;
import tidings.event.codec.MessageReader;
import tidings.log.DeadLetter;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.AdminFilter;
import tidings.platform.http.authentication.AdminOnly;
import tidings.platform.http.body.Bodies;

/** {@code /api/admin/dead-letters}: lists and replays rejected inputs (protocol, section 4). */
@Path("admin/dead-letters")
@Singleton
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
public class DeadLettersResource {

  private static final Logger LOG = Logger.getLogger(DeadLettersResource.class.getName());

  private final DeadLetters letters;
  private final EventLog log;
  private final Bodies bodies;
  private final LogSettings settings;

  @Inject
  public DeadLettersResource(
      DeadLetters letters, EventLog log, Bodies bodies, LogSettings settings) {
    this.letters = letters;
    this.log = log;
    this.bodies = bodies;
    this.settings = settings;
  }

  /**
   * One letter as JSON. {@code at} (time of the rejection) and {@code replayed} (absent if it was
   * not replayed) are RFC 3339, {@code payload} is Base64, absent if the input had none.
   */
  private static SortedMap<String, Object> view(DeadLetter letter) {
    var input = letter.input();
    var view = new TreeMap<String, Object>();
    view.put("id", letter.id());
    view.put("source", input.source());
    view.put("position", input.position());
    view.put("reason", input.reason());
    view.put("at", letter.at().toString());
    view.put("headers", input.headers());
    if (input.payload() != null) {
      view.put("payload", input.payload());
    }
    if (letter.replayed() != null) {
      view.put("replayed", letter.replayed().toString());
    }
    return view;
  }

  /**
   * The response.
   *
   * @param letters newest first
   * @param more whether older letters exist: request them with {@code before} and the last id
   */
  public record Views(List<SortedMap<String, Object>> letters, boolean more) {}

  /** The newest letters of all nodes. */
  @GET
  public Views list(
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("before") @Nullable String before) {
    var page = letters.newest(count(limit), before);
    return new Views(page.letters().stream().map(DeadLettersResource::view).toList(), page.more());
  }

  private static int count(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= DeadLetters.MAX_PAGE) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw outOfRange(text);
    }
    throw outOfRange(text);
  }

  private static BadRequestException outOfRange(String text) {
    return new BadRequestException(
        List.of(
            new Fault(
                "limit",
                "must be a number from 1 to " + DeadLetters.MAX_PAGE + ", not '" + text + "'")));
  }

  /**
   * Ingests a letter again: unchanged or, with a body, in the corrected form. It keeps its source.
   * If it has no id of its own, its position is the id, so a second replay is a duplicate.
   */
  @POST
  @Path("{id}/replay")
  public Response replay(@PathParam("id") String id, @Context HttpServletRequest request)
      throws IOException {
    var letter = letters.find(id).orElseThrow(() -> new NotFoundException("unknown dead letter"));
    AdminFilter.target(request, "dead letter of " + letter.input().source());
    var appended = log.append(List.of(event(letter, request))).toCompletableFuture().join();
    try {
      letters.replayed(letter);
    } catch (LogUnavailableException e) {
      LOG.log(
          Level.WARNING,
          e,
          () ->
              "Dead letter "
                  + id
                  + " was replayed, but this could not be recorded;"
                  + " a second replay is a duplicate");
    }
    return PublishResource.Answer.of(appended).response();
  }

  private Event event(DeadLetter letter, HttpServletRequest request) throws IOException {
    var input = letter.input();
    var ingress = Ingress.of(input.source(), input::position, settings.maxDataBytes());
    var body = bodies.read(request);
    if (body.length == 0) {
      return MessageReader.read(ingress, input.headers(), input.bytes());
    }
    var contentType = Optional.ofNullable(request.getContentType()).orElse("");
    var bare = MediaTypes.bare(contentType);
    if (!bare.equals(MediaTypes.JSON) && !bare.equals(MediaTypes.EVENT)) {
      throw new NotSupportedException(
          "Content-Type: must be application/json or application/cloudevents+json");
    }
    return MessageReader.read(ingress, Map.of(MessageReader.CONTENT_TYPE, contentType), body);
  }
}
