package tidings.platform.security;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a request, from the verified token. A copy: a {@code JsonWebToken} ends with its
 * request, a stream does not.
 *
 * @param user identifies the caller; any text, which may contain a comma
 * @param name display name; not unique, and null if the token has none
 * @param groups for events that are addressed to groups
 * @param roles those of {@link #ADMIN} and {@link #PUBLISHER} that the groups confer
 * @param claims values of the claims that the policy names
 * @param grants those of the {@code tidings} claim and of the policy; {@code sid} is among its
 *     sessions
 * @param credential the token, or the session, that authenticated the caller
 */
public record Caller(
    String user,
    @Nullable String name,
    Set<String> groups,
    Set<String> roles,
    Map<String, Set<String>> claims,
    Grants grants,
    Credential credential) {

  /** The role that may publish anything. */
  public static final String PUBLISHER = "publisher";

  /** The role that may see and close every connection. */
  public static final String ADMIN = "admin";

  public Caller {
    groups = Set.copyOf(groups);
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }

  /** A caller without a display name, with the roles that are named like one of the groups. */
  public Caller(
      String user, Set<String> groups, Grants grants, @Nullable String tokenId, Instant expires) {
    this(
        user,
        null,
        groups,
        rolesAmong(groups),
        Map.of(),
        grants,
        new Credential(tokenId, null, null, null, expires));
  }

  /** The same caller with other grants. */
  public Caller with(Grants other) {
    return new Caller(user, name, groups, roles, claims, other, credential);
  }

  /** The same caller with these values of claims. */
  public Caller with(Map<String, Set<String>> values) {
    return new Caller(user, name, groups, roles, values, grants, credential);
  }

  /** {@code jti}, if any. */
  public @Nullable String tokenId() {
    return credential.id();
  }

  /** {@code exp}: no stream outlives it. */
  public Instant expires() {
    return credential.expires();
  }

  private static Set<String> rolesAmong(Set<String> groups) {
    return Stream.of(ADMIN, PUBLISHER).filter(groups::contains).collect(Collectors.toSet());
  }

  public boolean isAdmin() {
    return roles.contains(ADMIN);
  }

  /** Whether it may publish events of some type to the topic; null: events without topic. */
  public boolean mayPublish(@Nullable String topic) {
    return roles.contains(PUBLISHER) || (topic != null && grants.mayPublish(topic));
  }

  /** Whether it may publish any event. */
  public boolean mayPublishSomething() {
    return roles.contains(PUBLISHER) || !grants.publish().isEmpty();
  }

  /** Whether it may publish events of this type to the topic; null: an event without topic. */
  public boolean mayPublish(@Nullable String topic, String type) {
    return roles.contains(PUBLISHER) || (topic != null && grants.mayPublish(topic, type));
  }

  /** Whether it may publish such an event; null: one without topic. */
  public boolean mayPublish(@Nullable String topic, String type, String source) {
    return roles.contains(PUBLISHER) || (topic != null && grants.mayPublish(topic, type, source));
  }

  public boolean ownsSession(String session) {
    return grants.sessions().contains(session);
  }
}
