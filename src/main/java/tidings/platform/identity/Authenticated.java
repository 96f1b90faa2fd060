package tidings.platform.identity;

import org.eclipse.microprofile.jwt.JsonWebToken;
import tidings.platform.security.Caller;

/**
 * Who a token authenticates.
 *
 * @param token as MicroProfile JWT has it
 * @param caller as Tidings has it
 * @param lacksGroups the issuer left groups out of the token because there were too many
 */
public record Authenticated(JsonWebToken token, Caller caller, boolean lacksGroups) {}
