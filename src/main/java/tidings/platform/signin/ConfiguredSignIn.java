package tidings.platform.signin;

import java.util.Optional;

/**
 * The sign-in by OpenID Connect.
 *
 * @param signIn empty if none is configured
 */
public record ConfiguredSignIn(Optional<SignIn> signIn) {}
