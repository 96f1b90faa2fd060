package tidings.platform.identity;

import tidings.platform.security.Caller;

/**
 * The result of authenticating a token.
 *
 * @param token in the form of MicroProfile JWT
 * @param caller in the form of Tidings
 * @param lacksGroups whether the issuer left groups out of the token because there were too many
 */
public record Authenticated(VerifiedToken token, Caller caller, boolean lacksGroups) {}
