package tidings.platform.signin.endpoint;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;

/** The page to show after a sign-in: a path of this server, and never another address. */
final class ReturnPath {

  private static final int MAX_CHARS = 1000;

  private ReturnPath() {}

  /**
   * @param given parameter of the request; null without one
   * @param home path of the page to show without one, or if the given one is another address
   */
  static String of(@Nullable String given, String home) {
    return given != null && isLocal(given) ? given : home;
  }

  /** Browsers read a backslash like a slash, and skip tabs and line ends. */
  private static boolean isLocal(String given) {
    if (!given.startsWith("/")
        || given.startsWith("//")
        || given.indexOf('\\') >= 0
        || given.length() > MAX_CHARS
        || !Texts.isClean(given)) {
      return false;
    }
    try {
      var parsed = new URI(given);
      return parsed.getScheme() == null && parsed.getRawAuthority() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
