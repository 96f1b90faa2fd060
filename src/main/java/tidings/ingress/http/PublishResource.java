package tidings.ingress.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tidings.codec.EventReader;
import tidings.codec.MediaTypes;
import tidings.event.Event;
import tidings.ingress.Publishing;
import tidings.log.Appended;
import tidings.wire.Bodies;
import tidings.wire.Identify;

/** {@code POST /api/events}: takes events in (protocol, section 1). */
@Path("events")
@Singleton
public class PublishResource {

  private static final String PREFIX = "ce-";

  private final EventReader reader;
  private final Publishing publishing;
  private final Bodies bodies;

  @Inject
  public PublishResource(EventReader reader, Publishing publishing, Bodies bodies) {
    this.reader = reader;
    this.publishing = publishing;
    this.bodies = bodies;
  }

  /**
   * The answer.
   *
   * @param accepted events that are in the log now
   * @param duplicates events that were in it already
   * @param cursor a place behind them
   */
  public record Answer(int accepted, int duplicates, String cursor) {
    static Answer of(Appended appended) {
      return new Answer(appended.accepted(), appended.duplicates(), appended.cursor().toString());
    }
  }

  /** 202 once the log has all events of the request; otherwise none is accepted. */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> publish(@Context HttpServletRequest request) throws IOException {
    var caller = Identify.caller(request);
    return publishing
        .publish(caller, read(request))
        .thenApply(appended -> Response.accepted(Answer.of(appended)).build());
  }

  private List<Event> read(HttpServletRequest request) throws IOException {
    var contentType = Optional.ofNullable(request.getContentType()).orElse("");
    var body = bodies.read(request);
    return switch (MediaTypes.bare(contentType)) {
      case MediaTypes.EVENT -> List.of(reader.structured(body));
      case MediaTypes.BATCH -> reader.batch(body);
      default -> {
        var attributes = attributes(request);
        if (!attributes.isEmpty()) {
          yield List.of(
              reader.binary(attributes, contentType.isEmpty() ? null : contentType, body));
        }
        if (!MediaTypes.bare(contentType).equals(MediaTypes.JSON)) {
          throw new NotSupportedException(
              "Content-Type: must be application/json, application/cloudevents+json or"
                  + " application/cloudevents-batch+json, or ce- headers must be there");
        }
        yield reader.plain(body);
      }
    };
  }

  /** Context attributes of binary mode, percent-decoded (CloudEvents HTTP binding, 3.1.3.2). */
  private static Map<String, String> attributes(HttpServletRequest request) {
    var attributes = new HashMap<String, String>();
    var names = request.getHeaderNames();
    while (names.hasMoreElements()) {
      var name = names.nextElement().toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX)) {
        attributes.put(
            name.substring(PREFIX.length()), PercentCoding.decode(request.getHeader(name)));
      }
    }
    return attributes;
  }
}
