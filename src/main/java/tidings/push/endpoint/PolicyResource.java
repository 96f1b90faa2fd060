package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.event.codec.Faults;
import tidings.event.codec.NameList;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.AdminFilter;
import tidings.platform.http.authentication.AdminOnly;
import tidings.platform.identity.Callers;
import tidings.platform.policy.GrantSyntax;
import tidings.platform.policy.Policies;
import tidings.platform.security.Caller;
import tidings.platform.security.Credential;
import tidings.platform.security.Grant;
import tidings.push.connection.Connection;
import tidings.push.connection.Connections;

/** {@code GET /api/admin/policy}: what a user is granted, and by which rule. */
@Path("admin/policy")
@Singleton
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
public class PolicyResource {

  private final Policies policies;
  private final Callers callers;
  private final Connections connections;

  @Inject
  public PolicyResource(Policies policies, Callers callers, Connections connections) {
    this.policies = policies;
    this.callers = callers;
    this.connections = connections;
  }

  /**
   * Explains the policy in force for a user. Without {@code groups} and {@code claims} the user is
   * the one of an open stream of this node, with its token's groups, claims and grants.
   *
   * @param user whom to explain it for; null: only the state of the policy
   * @param groups lists of groups, which are combined
   * @param claims claims with a value: {@code department:fx}
   * @param topic for a decision about it, with {@code type} and {@code source} if they are present
   * @throws BadRequestException naming each faulty parameter
   */
  @GET
  public Map<String, Object> explain(
      @Context HttpServletRequest request,
      @QueryParam("user") @Nullable String user,
      @QueryParam("groups") List<String> groups,
      @QueryParam("claims") List<String> claims,
      @QueryParam("topic") @Nullable String topic,
      @QueryParam("type") @Nullable String type,
      @QueryParam("source") @Nullable String source) {
    AdminFilter.target(request, user == null ? "the policy" : "policy for " + user);
    var faults = new Faults();
    var values = claims(claims, faults);
    if (user != null && (user.isBlank() || user.length() > Texts.MAX_CHARS)) {
      faults.add("user", "must be 1 to " + Texts.MAX_CHARS + " characters");
    }
    if (user == null && (topic != null || !groups.isEmpty() || !claims.isEmpty())) {
      faults.add("user", "is required with topic, groups or claims");
    }
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults.list());
    }
    var view = state();
    if (user != null) {
      var caller = caller(user, groups, values);
      boolean isGiven = isGiven(groups, values) || stream(user).isEmpty();
      addUser(view, caller, isGiven ? "request" : "stream");
      if (topic != null) {
        view.put("decision", decision(caller, new DecisionRequest(topic, type, source)));
      }
    }
    return view;
  }

  private Map<String, Object> state() {
    var view = new LinkedHashMap<String, Object>();
    policies.location().ifPresent(file -> view.put("file", file.toString()));
    view.put("rules", policies.current().size());
    view.put("readAt", policies.readAt().toString());
    policies.fault().ifPresent(fault -> view.put("fault", fault));
    return view;
  }

  private static Map<String, Set<String>> claims(List<String> texts, Faults faults) {
    var claims = new HashMap<String, Set<String>>();
    for (var text : texts) {
      int colon = text.lastIndexOf(':');
      if (colon < 1) {
        faults.add("claims", "must be a claim and a value, such as department:fx");
      } else {
        claims
            .computeIfAbsent(text.substring(0, colon), _ -> new HashSet<>())
            .add(text.substring(colon + 1));
      }
    }
    return claims;
  }

  private void addUser(Map<String, Object> view, Caller caller, String from) {
    view.put("user", caller.user());
    view.put("from", from);
    view.put("groups", caller.groups().stream().sorted().toList());
    view.put("roles", caller.roles().stream().sorted().toList());
    view.put("claims", caller.claims());
    view.put("explanation", policies.current().explain(caller));
    view.put("subscribe", caller.grants().subscribe().stream().map(PolicyResource::grant).toList());
    view.put("publish", caller.grants().publish().stream().map(PolicyResource::grant).toList());
  }

  private static boolean isGiven(List<String> groups, Map<String, Set<String>> claims) {
    return !groups.isEmpty() || !claims.isEmpty();
  }

  private Caller caller(String user, List<String> groups, Map<String, Set<String>> claims) {
    if (!isGiven(groups, claims)) {
      var known = stream(user);
      if (known.isPresent()) {
        return known.get();
      }
    }
    var all = new HashSet<String>();
    groups.forEach(list -> all.addAll(NameList.parse(list)));
    var credential = new Credential(null, null, null, null, Instant.MAX);
    return callers.of(user, null, all, claims, null, credential);
  }

  /** The caller of the user's newest stream. */
  private Optional<Caller> stream(String user) {
    return connections.all().stream()
        .filter(connection -> connection.caller().user().equals(user))
        .max(Comparator.comparing(Connection::openedAt))
        .map(Connection::caller);
  }

  private static Map<String, Object> grant(Grant grant) {
    var view = new LinkedHashMap<String, Object>(GrantSyntax.format(grant));
    view.put("by", by(grant));
    return view;
  }

  /** The rule that confers the grant. */
  private static String by(Grant grant) {
    return grant.rule() == null ? "the token" : "rule " + grant.rule();
  }

  /** The event that a decision is about; without a type or a source, some event of the topic. */
  private record DecisionRequest(String topic, @Nullable String type, @Nullable String source) {

    boolean isIn(Grant grant) {
      return hasTopic(grant)
          && (type == null || grant.types().stream().anyMatch(types -> types.matches(type)))
          && (source == null
              || grant.sources().stream().anyMatch(sources -> sources.matches(source)));
    }

    private boolean hasTopic(Grant grant) {
      return grant.topics().stream().anyMatch(topics -> topics.matches(topic));
    }
  }

  private static Map<String, Object> decision(Caller caller, DecisionRequest wanted) {
    Predicate<Grant> isIn = wanted::isIn;
    var publish =
        caller.roles().contains(Caller.PUBLISHER)
            ? List.of("role " + Caller.PUBLISHER)
            : caller.grants().publish().stream().filter(isIn).map(PolicyResource::by).toList();
    var subscribe =
        caller.grants().subscribe().stream().filter(isIn).map(PolicyResource::by).toList();
    return Map.of(
        "subscribe", Map.of("granted", !subscribe.isEmpty(), "by", subscribe),
        "publish", Map.of("granted", !publish.isEmpty(), "by", publish));
  }
}
