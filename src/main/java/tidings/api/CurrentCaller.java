package tidings.api;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller of the current request to a Jakarta REST resource of the application: a request-scoped
 * CDI bean.
 *
 * <p>Every resource in the WAR is behind the sign-in of Tidings: a request needs a valid token or
 * session, a revoked user and a request of a foreign origin are refused with 401 and 403, in {@code
 * application/problem+json}. {@code @RolesAllowed} restricts a resource or a method further,
 * {@code @PermitAll} opens it to all.
 *
 * <p>The caller's token is {@code org.eclipse.microprofile.jwt.JsonWebToken}, which may be
 * injected, too.
 *
 * <p>Each method throws {@link IllegalStateException} if there is no request, or its resource is
 * open to all. For the thread of the request; {@link Publisher#asCaller} may be used on others.
 */
public interface CurrentCaller {

  /** Identifies the user: the claim {@code sub}, unless the configuration names another one. */
  String user();

  /** The user's name for people to read, if the token has one; not unique. */
  Optional<String> name();

  /** The user's groups. */
  Set<String> groups();

  /** Whether the user is an administrator of Tidings. */
  boolean isAdmin();

  /**
   * Whether the user may receive events of this topic, by the token or the policy.
   *
   * @param topic a topic such as {@code orders/42}
   * @param type the type of the event
   * @param source the source of the event
   */
  boolean mayReceive(String topic, String type, String source);

  /**
   * Whether the user may publish such an event, by the token or the policy.
   *
   * @param topic a topic such as {@code orders/42}; null for an event without topic
   * @param type the type of the event
   * @param source the source of the event
   */
  boolean mayPublish(@Nullable String topic, String type, String source);
}
