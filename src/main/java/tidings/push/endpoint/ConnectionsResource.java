package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tidings.event.Pattern;
import tidings.platform.http.authentication.AdminFilter;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.platform.http.body.JsonBody;
import tidings.platform.limits.RateLimit;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.push.connection.Connection;
import tidings.push.connection.Connections;
import tidings.push.routing.Filter;
import tidings.push.routing.GrantRefresh;
import tidings.push.routing.Router;
import tidings.sse.CloseReason;

/** {@code /api/connections}: list, change, extend and close open streams. */
@Path("connections")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsResource {

  private final Connections connections;
  private final Router router;
  private final GrantRefresh grants;
  private final AuditTrail audit;
  private final Bodies bodies;
  private final RateLimit changeRate;

  @Inject
  public ConnectionsResource(
      Connections connections,
      Router router,
      GrantRefresh grants,
      AuditTrail audit,
      Bodies bodies,
      @ChangeRate RateLimit changeRate) {
    this.connections = connections;
    this.router = router;
    this.grants = grants;
    this.audit = audit;
    this.bodies = bodies;
    this.changeRate = changeRate;
  }

  /** Lists the caller's own streams; all streams of the node for an administrator. */
  @GET
  public Map<String, List<SortedMap<String, Object>>> list(@Context HttpServletRequest request) {
    var caller = AuthenticationFilter.caller(request);
    var seen =
        connections.all().stream()
            .filter(connection -> caller.isAdmin() || isOwn(caller, connection))
            .flatMap(connection -> view(connection).stream())
            .toList();
    if (caller.isAdmin()) {
      audit(caller, request, 200);
    }
    return Map.of("connections", seen);
  }

  /** Writes an operation of an administrator on another user's stream to the audit log. */
  private void audit(Caller caller, HttpServletRequest request, int status) {
    audit.record(AdminFilter.call(caller, request, status));
  }

  /** Closes a stream for good: one of the caller's own, or any for an administrator. */
  @DELETE
  @Path("{id}")
  public void close(@Context HttpServletRequest request, @PathParam("id") String id) {
    var caller = AuthenticationFilter.caller(request);
    var found = connections.find(id);
    boolean own = found.filter(connection -> isOwn(caller, connection)).isPresent();
    found.ifPresent(
        connection -> AdminFilter.target(request, "stream of " + connection.caller().user()));
    if (!own && (caller.isAdmin() || found.isPresent())) {
      audit(caller, request, found.isEmpty() ? 404 : caller.isAdmin() ? 204 : 403);
    }
    var connection = found.orElseThrow(() -> unknown(id));
    if (!own && !caller.isAdmin()) {
      throw RefusedException.forbidden("the connection is another user's");
    }
    connection.close(CloseReason.REVOKED);
  }

  /**
   * Changes the subscription of an open stream: {@code {"subscribe":{"types":[…],"topics":[…]},…}}.
   */
  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  public SortedMap<String, Object> change(
      @Context HttpServletRequest request, @PathParam("id") String id) throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var connection = findOwn(caller, id);
    changeRate.acquire(caller.user(), 1);
    var body = bodies.read(request);
    var reader = new FilterReader();
    var asked = JsonBody.object(body);
    var subscribe = change(reader, asked, "subscribe");
    var unsubscribe = change(reader, asked, "unsubscribe");
    reader.refuseFaults();
    subscribe.requireGranted(caller); // and by the stream's token, below: the narrower one applies
    return router
        .change(
            connection,
            current -> {
              var next = current.apply(subscribe, unsubscribe);
              if (!next.isBounded()) {
                reader.fault("subscribe", "leaves more than " + Filter.MAX_PATTERNS + " patterns");
                reader.refuseFaults();
              }
              next.requireGranted(connection.caller());
              return next;
            })
        .map(filter -> view(connection, filter))
        .orElseThrow(() -> unknown(id));
  }

  /**
   * Extends a stream by the token that this request carries, if it expires later; topics that it no
   * longer grants are removed from the stream. A token that expires earlier changes nothing.
   */
  @PUT
  @Path("{id}/token")
  public SortedMap<String, Object> renew(
      @Context HttpServletRequest request, @PathParam("id") String id) throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var connection = findOwn(caller, id);
    changeRate.acquire(caller.user(), 1);
    var body = bodies.read(request);
    requireSameToken(request, body);
    boolean renewed = connections.renew(connection, caller);
    grants.refresh(connection);
    return router
        .change(connection, current -> current.within(connection.caller()))
        .map(
            filter -> {
              var view = view(connection, filter);
              view.put("renewed", renewed);
              return view;
            })
        .orElseThrow(() -> unknown(id));
  }

  /** The token is verified in the request's head, like every token; a body may only repeat it. */
  private static void requireSameToken(HttpServletRequest request, byte[] body) {
    if (new String(body, StandardCharsets.UTF_8).isBlank()) {
      return;
    }
    var token = JsonBody.object(body).get("token");
    var header = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)).orElse("");
    boolean repeats =
        token instanceof JsonString text
            && header.toLowerCase(Locale.ROOT).startsWith("bearer ")
            && header.substring("bearer ".length()).strip().equals(text.getString());
    if (!repeats) {
      var reader = new FilterReader();
      reader.fault("token", "send the fresh token as 'Authorization: Bearer …' of this request");
      reader.refuseFaults();
    }
  }

  private static Filter.Change change(FilterReader reader, JsonObject body, String half) {
    return switch (body.get(half)) {
      case null -> Filter.Change.NONE;
      case JsonObject object ->
          new Filter.Change(
              patterns(reader, object, half, "types", Pattern::ofType),
              patterns(reader, object, half, "topics", Pattern::ofTopic));
      default -> {
        reader.fault(half, "must be an object");
        yield Filter.Change.NONE;
      }
    };
  }

  private static List<Pattern> patterns(
      FilterReader reader,
      JsonObject object,
      String half,
      String name,
      Function<String, Pattern> parse) {
    var field = half + "." + name;
    var value = object.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonArray array)
        || !array.stream().allMatch(JsonString.class::isInstance)) {
      reader.fault(field, "must be an array of strings");
      return List.of();
    }
    var texts = array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
    return List.copyOf(reader.patterns(field, texts, parse));
  }

  private Optional<SortedMap<String, Object>> view(Connection connection) {
    return router.filter(connection).map(filter -> view(connection, filter));
  }

  /**
   * One open stream as JSON. {@code opened} and {@code expires} (the end of its token) are RFC
   * 3339, {@code queued} counts the frames that wait to be written, {@code name} is the user's name
   * for people to read, if the token has one.
   */
  private static SortedMap<String, Object> view(Connection connection, Filter filter) {
    var caller = connection.caller();
    var view = new TreeMap<String, Object>();
    view.put("id", connection.id());
    view.put("user", caller.user());
    view.put("address", connection.address());
    view.put("opened", connection.openedAt().toString());
    view.put("expires", caller.expires().toString());
    view.put("queued", connection.queued());
    view.put("types", filter.types().stream().map(Pattern::toString).sorted().toList());
    view.put("topics", filter.topics().stream().map(Pattern::toString).sorted().toList());
    view.put("format", filter.format().name().toLowerCase(Locale.ROOT));
    if (filter.session() != null) {
      view.put("session", filter.session());
    }
    if (caller.name() != null) {
      view.put("name", caller.name());
    }
    return view;
  }

  private Connection findOwn(Caller caller, String id) {
    var connection = find(id);
    if (!isOwn(caller, connection)) {
      throw RefusedException.forbidden("the connection is another user's");
    }
    return connection;
  }

  private Connection find(String id) {
    return connections.find(id).orElseThrow(() -> unknown(id));
  }

  private static NotFoundException unknown(String id) {
    return new NotFoundException("this node has no connection " + id);
  }

  private static boolean isOwn(Caller caller, Connection connection) {
    return connection.caller().user().equals(caller.user());
  }
}
