package tidings.platform.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the token, or the session of a browser, that authenticated a caller. Revocations name
 * them.
 *
 * @param id {@code jti} of the token; null without one
 * @param session {@code sid}: the session at the identity provider; null without one
 * @param subject {@code sub}, which need not be what identifies the user; null without one
 * @param issued {@code iat} of the token, or the time of the sign-in; null without one
 * @param expires {@code exp}
 */
public record Credential(
    @Nullable String id,
    @Nullable String session,
    @Nullable String subject,
    @Nullable Instant issued,
    Instant expires) {}
