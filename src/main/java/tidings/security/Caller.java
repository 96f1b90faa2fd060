package tidings.security;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as its verified token says. A copy: a {@code JsonWebToken} ends with its
 * request, a stream does not.
 *
 * @param user {@code sub}
 * @param groups {@code groups}; roles are groups
 * @param grants the {@code tidings} claim, its sessions with {@code sid} among them
 * @param tokenId {@code jti}, if any
 * @param expires {@code exp}: no stream outlives it
 */
public record Caller(
    String user, Set<String> groups, Grants grants, @Nullable String tokenId, Instant expires) {

  /** May publish anything. */
  public static final String PUBLISHER = "publisher";

  /** May see and close every connection. */
  public static final String ADMIN = "admin";

  public Caller {
    groups = Set.copyOf(groups);
  }

  public boolean isAdmin() {
    return groups.contains(ADMIN);
  }

  /** Whether it may publish to the topic; null: an event without topic. */
  public boolean mayPublish(@Nullable String topic) {
    return groups.contains(PUBLISHER) || (topic != null && grants.mayPublish(topic));
  }

  public boolean ownsSession(String session) {
    return grants.sessions().contains(session);
  }
}
