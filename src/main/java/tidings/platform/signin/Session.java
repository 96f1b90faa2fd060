package tidings.platform.signin;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed-in browser. Immutable.
 *
 * @param user identifies the user
 * @param name display name; null if the identity provider gives none
 * @param groups the user's groups, or those of them that confer a right if all do not fit
 * @param claims values of the claims that the policy names
 * @param grants the claim {@code tidings} of the token; null without one
 * @param facts identity and times of the session
 * @param lacksGroups whether groups are missing: the token, or the cookie, was too small for them
 */
public record Session(
    String user,
    @Nullable String name,
    Set<String> groups,
    Map<String, Set<String>> claims,
    @Nullable Map<String, @Nullable Object> grants,
    Facts facts,
    boolean lacksGroups) {

  /**
   * Identity and times of a session.
   *
   * @param id of the session at the identity provider ({@code sid}), or a random one
   * @param subject {@code sub}, which need not be what identifies the user
   * @param started time of the sign-in
   * @param expires end of the access token, up to which the cookie authenticates
   * @param ends time of the next sign-in at the latest
   */
  public record Facts(
      String id, @Nullable String subject, Instant started, Instant expires, Instant ends) {

    /**
     * Identifies the sign-in, also after a refresh. The id alone does not: the session at the
     * identity provider may outlive a sign-out here, and the next sign-in then has the same.
     */
    public String signInId() {
      return id + " " + started.getEpochSecond();
    }

    /** The time up to which the cookie authenticates. */
    public Instant validUntil() {
      return expires.isBefore(ends) ? expires : ends;
    }
  }

  public Session {
    groups = Set.copyOf(groups);
    claims = Map.copyOf(claims);
  }

  /** The same session with some of its groups. */
  Session withGroups(Set<String> fewer) {
    return new Session(user, name, fewer, claims, grants, facts, true);
  }
}
