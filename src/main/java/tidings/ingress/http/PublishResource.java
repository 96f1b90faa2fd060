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
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tidings.event.Event;
import tidings.event.codec.EventReader;
import tidings.event.codec.Faults;
import tidings.event.codec.MediaTypes;
import tidings.event.codec.UnreadableEventException;
import tidings.ingress.Publishing;
import tidings.log.Appended;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;

/** {@code POST /api/events}: publishes events (protocol, section 1). */
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
   * The response.
   *
   * @param accepted number of events that were appended
   * @param duplicates number of events that the log already had
   * @param cursor a cursor behind them
   */
  public record Answer(int accepted, int duplicates, String cursor) {
    static Answer of(Appended appended) {
      return new Answer(appended.accepted(), appended.duplicates(), appended.cursor().toString());
    }

    Response response() {
      return Response.accepted(json()).type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    /** Without JSON-B, because each publish has one; a cursor has nothing that JSON escapes. */
    byte[] json() {
      var text =
          "{\"accepted\":"
              + accepted
              + ",\"cursor\":\""
              + cursor
              + "\",\"duplicates\":"
              + duplicates
              + "}";
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** 202 once the log has all events of the request; otherwise none is accepted. */
  @POST
  @Immediate
  @Produces(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> publish(@Context HttpServletRequest request) {
    return ImmediatePublish.pending(request)
        .orElseThrow(() -> new IllegalStateException("without its filter"));
  }

  CompletionStage<Response> begin(HttpServletRequest request) throws IOException {
    var caller = AuthenticationFilter.caller(request);
    Publishing.requirePublisher(caller);
    return publishing
        .publish(caller, read(request))
        .thenApply(appended -> Answer.of(appended).response());
  }

  private List<Event> read(HttpServletRequest request) throws IOException {
    var contentType = Optional.ofNullable(request.getContentType()).orElse("");
    var body = bodies.read(request);
    return switch (MediaTypes.bare(contentType)) {
      case MediaTypes.EVENT -> List.of(reader.structured(MediaTypes.unicode(contentType, body)));
      case MediaTypes.BATCH -> reader.batch(MediaTypes.unicode(contentType, body));
      default -> {
        if (MediaTypes.isOtherCloudEvents(contentType)) {
          throw new NotSupportedException(
              "Content-Type: the format %s is not supported; use %s or %s"
                  .formatted(MediaTypes.bare(contentType), MediaTypes.EVENT, MediaTypes.BATCH));
        }
        var attributes = attributes(request);
        if (!attributes.isEmpty()) {
          yield List.of(
              reader.binary(attributes, contentType.isEmpty() ? null : contentType, body));
        }
        if (!MediaTypes.isJson(contentType)) {
          throw new NotSupportedException(
              "Content-Type: must be application/json, application/cloudevents+json or"
                  + " application/cloudevents-batch+json, or the request needs ce- headers");
        }
        yield reader.plain(MediaTypes.unicode(contentType, body));
      }
    };
  }

  /** Whether the request has attributes of an event in its headers. */
  static boolean isBinaryMode(HttpServletRequest request) {
    return Collections.list(request.getHeaderNames()).stream()
        .anyMatch(name -> name.regionMatches(true, 0, PREFIX, 0, PREFIX.length()));
  }

  /** Context attributes of binary mode. */
  private static Map<String, String> attributes(HttpServletRequest request) {
    var attributes = new HashMap<String, String>();
    var faults = new Faults();
    for (var header : Collections.list(request.getHeaderNames())) {
      var name = header.toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX)) {
        var attribute = name.substring(PREFIX.length());
        var values = new LinkedHashSet<String>();
        request.getHeaders(header).asIterator().forEachRemaining(values::add);
        if (values.size() > 1) {
          faults.add(attribute, "is given twice");
        } else {
          values.forEach(value -> attributes.put(attribute, HeaderText.decode(value)));
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new UnreadableEventException(faults.list());
    }
    return attributes;
  }
}
