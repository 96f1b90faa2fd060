package tidings.push.endpoint;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.platform.http.authentication.PageOrigin;
import tidings.platform.http.body.Bodies;
import tidings.platform.http.body.JsonBody;
import tidings.platform.security.DevIdentity;
import tidings.platform.security.Loopback;
import tidings.platform.security.RefusedException;

/**
 * {@code POST /dev/token}: a token for any user, during development only. A page on the web must
 * not get one: neither by a name that it made resolve to this host (DNS rebinding), nor by a
 * request that browsers send to other origins without a preflight.
 */
@Path("token")
@Singleton
@PermitAll
public class DevTokenResource {

  private static final int DEFAULT_SECONDS = 3600;
  private static final int MAX_SECONDS = 86_400;
  private static final String PUBLISH = "publish";
  private static final List<String> GRANTS = List.of("subscribe", PUBLISH, "sessions");

  /** Members of a publish grant that lists types beside topics. */
  private static final Set<String> PUBLISH_GRANT = Set.of("topics", "types");

  private final Signer signer;
  private final Clock clock;
  private final Bodies bodies;
  private final PageOrigin pages;

  /**
   * The signer of the tokens.
   *
   * @param identity empty if no development identity is configured
   * @param isOutsideLoopback whether callers on other machines may use it, too, under any name of
   *     this host
   */
  public record Signer(Optional<DevIdentity> identity, boolean isOutsideLoopback) {}

  @Inject
  public DevTokenResource(Signer signer, Clock clock, Bodies bodies, PageOrigin pages) {
    this.signer = signer;
    this.clock = clock;
    this.bodies = bodies;
    this.pages = pages;
  }

  /**
   * The answer.
   *
   * @param token a signed JWT
   * @param expires RFC 3339
   */
  public record Token(String token, String expires) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response issue(@Context HttpServletRequest request) throws IOException {
    var identity =
        signer
            .identity()
            .orElseThrow(() -> new NotFoundException("no development identity is configured"));
    requireOwnCaller(request);
    var faults = new FilterReader();
    var asked = JsonBody.object(bodies.read(request));
    var user = user(asked, faults);
    var groups = strings(asked, "groups", faults);
    var claims = claims(asked, faults);
    int seconds = seconds(asked, faults);
    faults.refuseFaults();
    var now = clock.instant();
    var expires = now.plusSeconds(seconds);
    var token = identity.token(user, groups, claims, now, expires);
    return Response.ok(new Token(token, expires.toString())).build();
  }

  private void requireOwnCaller(HttpServletRequest request) {
    if (request.getContentType() == null) {
      throw new NotSupportedException("Content-Type: must be application/json");
    }
    var host = PageOrigin.host(request);
    if (!signer.isOutsideLoopback() && !Loopback.isAuthority(host)) {
      throw RefusedException.forbidden(
          "Host: '%s' is not a name of the loopback interface, such as localhost; see"
                  .formatted(Texts.shortened(host, PageOrigin.SHOWN))
              + " tidings.dev-identity.outside-loopback");
    }
    pages.requireLocal(request);
  }

  private static String user(JsonObject asked, FilterReader faults) {
    if (asked.get("user") instanceof JsonString user
        && !user.getString().isBlank()
        && user.getString().length() <= Texts.MAX_CHARS
        && Texts.isClean(user.getString())) {
      return user.getString();
    }
    faults.fault(
        "user",
        "is required, a string of at most %d characters, none of them a control character"
            .formatted(Texts.MAX_CHARS));
    return "";
  }

  private static List<String> strings(JsonObject asked, String name, FilterReader faults) {
    var texts = new ArrayList<String>();
    JsonValue value = asked.get(name);
    if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
      array.getValuesAs(JsonString.class).forEach(text -> texts.add(text.getString()));
    } else if (value != null) {
      faults.fault(name, "must be an array of strings");
    }
    return texts;
  }

  private static @Nullable Map<String, Object> claims(JsonObject asked, FilterReader faults) {
    return switch (asked.get("tidings")) {
      case null -> null;
      case JsonObject given -> {
        var claims = new LinkedHashMap<String, Object>();
        for (var name : GRANTS) {
          claims.put(
              name,
              name.equals(PUBLISH) ? publishGrants(given, faults) : strings(given, name, faults));
        }
        yield claims;
      }
      default -> {
        faults.fault("tidings", "must be an object with subscribe, publish and sessions");
        yield null;
      }
    };
  }

  private static List<Object> publishGrants(JsonObject given, FilterReader faults) {
    var grants = new ArrayList<Object>();
    switch (given.get(PUBLISH)) {
      case null -> {}
      case JsonArray array -> array.forEach(one -> grants.add(publishGrant(one, faults)));
      default -> faults.fault(PUBLISH, "must be an array");
    }
    return grants;
  }

  private static Object publishGrant(JsonValue one, FilterReader faults) {
    if (one instanceof JsonString topic) {
      return topic.getString();
    }
    if (one instanceof JsonObject grant && PUBLISH_GRANT.containsAll(grant.keySet())) {
      var claims = new LinkedHashMap<String, Object>();
      grant.keySet().forEach(name -> claims.put(name, strings(grant, name, faults)));
      return claims;
    }
    faults.fault(PUBLISH, "must have topic patterns, or objects with topics and types");
    return "";
  }

  private static int seconds(JsonObject asked, FilterReader faults) {
    return switch (asked.get("expires_in")) {
      case null -> DEFAULT_SECONDS;
      case JsonNumber number
          when number.isIntegral() && number.longValue() > 0 && number.longValue() <= MAX_SECONDS ->
          number.intValue();
      default -> {
        faults.fault("expires_in", "must be 1 to " + MAX_SECONDS + " seconds");
        yield DEFAULT_SECONDS;
      }
    };
  }
}
