package tidings.platform.security;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of the loopback interface. They do not include a web page's host name that was made to
 * resolve to this host (DNS rebinding). Pure functions.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6761#section-6.3">RFC 6761, section 6.3</a>
 */
public final class Loopback {

  private static final Pattern NAME =
      Pattern.compile("(?:.+\\.)?localhost\\.?|127(?:\\.\\d{1,3}){3}|\\[?::1]?");

  private static final Pattern PORT = Pattern.compile(":\\d*$");

  private Loopback() {}

  /** Whether a host, with an IPv6 address in brackets or not, is one of these names. */
  public static boolean isName(String host) {
    return NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether the host of an authority, as in a {@code Host} header, is one of these names. */
  public static boolean isAuthority(String authority) {
    boolean isBare = authority.indexOf(':') != authority.lastIndexOf(':');
    return isName(
        isBare && !authority.startsWith("[") ? authority : PORT.matcher(authority).replaceAll(""));
  }
}
