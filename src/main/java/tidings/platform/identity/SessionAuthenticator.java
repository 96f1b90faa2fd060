package tidings.platform.identity;

import java.util.Optional;

/** Authenticates browsers by the session that a cookie holds. Thread-safe. */
public interface SessionAuthenticator {

  /** Of a server without a sign-in. */
  SessionAuthenticator NONE =
      new SessionAuthenticator() {
        @Override
        public boolean isConfigured() {
          return false;
        }

        @Override
        public Optional<Authenticated> authenticate(String session) {
          return Optional.empty();
        }
      };

  /** Whether browsers can sign in. Without it a cookie with the name of a session means nothing. */
  boolean isConfigured();

  /**
   * Authenticates a browser.
   *
   * @param session value of the session's cookie
   * @return empty if it is not a session, or one that must be refreshed first
   */
  Optional<Authenticated> authenticate(String session);
}
