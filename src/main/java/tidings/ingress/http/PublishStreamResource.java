package tidings.ingress.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Providers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.EventReader;
import tidings.event.codec.MediaTypes;
import tidings.ingress.PublishStreams;
import tidings.ingress.Publishing;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.limits.BodyBudget;
import tidings.platform.policy.Policies;

/**
 * {@code POST /api/events} with newline-delimited JSON: publishes each line while the request lasts
 * (protocol, section 3.2).
 */
@Path("events")
@Singleton
public class PublishStreamResource {

  static final String TYPE = "application/x-ndjson";

  private final PublishStream.Dependencies with;
  private final BodyBudget memory;
  private final PublishResource single;

  @Inject
  public PublishStreamResource(
      EventReader reader,
      Publishing publishing,
      Policies policies,
      PublishStreams streams,
      PublishStreamSettings settings,
      BodyBudget memory,
      PublishResource single) {
    with = new PublishStream.Dependencies(reader, publishing, policies, streams, settings);
    this.memory = memory;
    this.single = single;
  }

  /**
   * Answers each line by one line. An event in binary mode may have data of this media type: it is
   * published as any other.
   */
  @POST
  @Consumes(TYPE)
  @Produces({TYPE, "*/*"})
  public @Nullable Response publish(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Context Providers providers)
      throws IOException {
    if (PublishResource.isBinaryMode(request)) {
      var published = single.begin(request).toCompletableFuture().join();
      return Response.fromResponse(published).type(MediaType.APPLICATION_JSON).build();
    }
    var caller = AuthenticationFilter.caller(request);
    Publishing.requirePublisher(caller);
    requireReadable(request);
    AuthenticationFilter.clearToken(request);
    var problems = providers.getExceptionMapper(Throwable.class);
    var slot = with.streams().admit(caller, ClientAddress.of(request));
    boolean isOpen = false;
    try {
      var lines = new LineReader(with.settings().lineBytes(), memory.share(caller.user()));
      var exchange = LineResponse.begin(request.startAsync(request, response));
      var stream = new PublishStream(with, exchange, lines, new LineAnswers(problems), caller);
      Thread.ofVirtual()
          .name("tidings-publish")
          .start(
              () -> {
                try (slot) {
                  with.streams().add(stream);
                  stream.run();
                } finally {
                  with.streams().remove(stream);
                }
              });
      isOpen = true;
    } finally {
      if (!isOpen) {
        slot.close();
      }
    }
    return null; // the response is committed
  }

  private static void requireReadable(HttpServletRequest request) {
    var coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw new NotSupportedException("Content-Encoding: must be identity for " + TYPE);
    }
    if (!MediaTypes.isUtf8(request.getContentType())) {
      throw new NotSupportedException("Content-Type: the charset of " + TYPE + " is UTF-8");
    }
  }
}
