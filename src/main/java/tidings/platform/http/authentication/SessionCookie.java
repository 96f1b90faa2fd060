package tidings.platform.http.authentication;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Loopback;

/**
 * A value in one or several cookies of a browser, because one cookie has at most 4,096 bytes:
 * {@code name}, {@code name.1}, {@code name.2}. Pure functions.
 */
public final class SessionCookie {

  /** Maximum number of characters of a part, which leaves capacity for the name and attributes. */
  public static final int PART = 3800;

  /** Maximum number of parts. */
  public static final int PARTS = 4;

  private SessionCookie() {}

  /** The name of the session's cookie. Over TLS its prefix binds it to the host that sets it. */
  public static String name(boolean isSecure) {
    return isSecure ? "__Host-tidings" : "tidings-session";
  }

  /** The name of a part. */
  public static String part(String name, int number) {
    return number == 0 ? name : name + "." + number;
  }

  /**
   * The session of a request. The name without a prefix counts on the loopback interface alone:
   * elsewhere another host of the same domain could have set it.
   */
  public static Optional<String> session(HttpServletRequest from) {
    return value(from, name(true))
        .or(
            () ->
                Loopback.isAuthority(PageOrigin.host(from))
                    ? value(from, name(false))
                    : Optional.empty());
  }

  /** The value of a cookie, with all of its parts. */
  public static Optional<String> value(HttpServletRequest from, String name) {
    var whole = new StringBuilder();
    for (int i = 0; i < PARTS; i++) {
      var part = one(from, part(name, i));
      if (part == null) {
        break;
      }
      whole.append(part);
    }
    return whole.isEmpty() ? Optional.empty() : Optional.of(whole.toString());
  }

  /** Names of the cookies of a request. */
  public static Set<String> names(HttpServletRequest from) {
    var names = new HashSet<String>();
    if (from.getCookies() != null) {
      for (Cookie cookie : from.getCookies()) {
        names.add(cookie.getName());
      }
    }
    return names;
  }

  private static @Nullable String one(HttpServletRequest from, String name) {
    var cookies = from.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(name)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /**
   * The parts of a value.
   *
   * @throws IllegalArgumentException if it is too long
   */
  public static List<String> parts(String value) {
    if (value.length() > PART * PARTS) {
      throw new IllegalArgumentException("longer than " + PART * PARTS + " characters");
    }
    var parts = new ArrayList<String>();
    for (int from = 0; from < value.length(); from += PART) {
      parts.add(value.substring(from, Math.min(value.length(), from + PART)));
    }
    return parts;
  }
}
