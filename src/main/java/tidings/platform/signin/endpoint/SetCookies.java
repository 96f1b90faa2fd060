package tidings.platform.signin.endpoint;

import jakarta.ws.rs.core.NewCookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.authentication.SessionCookie;
import tidings.platform.signin.SignIn;

/**
 * The cookies that a browser gets. None of them is readable by a page, or sent with the requests of
 * other sites but for links to this one.
 */
final class SetCookies {

  /** Maximum number of sign-ins that a browser may have begun; the earlier ones are forgotten. */
  private static final int MAX_LOGINS = 5;

  private static final int STATE_CHARS = 12;
  private static final String ROOT = "/";

  private final Site site;
  private final Set<String> present;
  private final List<NewCookie> cookies = new ArrayList<>();

  /**
   * @param present names of the cookies that the browser has
   */
  SetCookies(Site site, Set<String> present) {
    this.site = site;
    this.present = Set.copyOf(present);
  }

  /** Name of the cookie with the refresh token. */
  static String tokens(Site site) {
    return site.isSecure() ? "__Secure-tidings-refresh" : "tidings-refresh";
  }

  /** Name of the cookie of a sign-in: one each, since several tabs may begin one at a time. */
  static String login(Site site, String state) {
    return logins(site) + state.substring(0, Math.min(state.length(), STATE_CHARS));
  }

  private static String logins(Site site) {
    return site.isSecure() ? "__Secure-tidings-login-" : "tidings-login-";
  }

  /** A sign-in begins. */
  SetCookies begin(SignIn.Begun begun) {
    var former = present.stream().filter(name -> name.startsWith(logins(site))).toList();
    if (former.size() >= MAX_LOGINS) {
      former.forEach(name -> expire(name, site.authPath()));
    }
    cookies.add(
        cookie(login(site, begun.state()), begun.cookie(), site.authPath())
            .maxAge((int) SignIn.LOGIN.toSeconds())
            .build());
    return this;
  }

  /** A sign-in is complete: its cookie counts once. */
  SetCookies complete(String state) {
    expire(login(site, state), site.authPath());
    return this;
  }

  /** A session begins, or continues. */
  SetCookies signIn(SignIn.SignedIn signedIn) {
    set(SessionCookie.name(site.isSecure()), signedIn.session(), ROOT);
    set(tokens(site), signedIn.tokens(), site.authPath());
    return this;
  }

  /** A session ends. */
  SetCookies signOut() {
    set(SessionCookie.name(site.isSecure()), null, ROOT);
    set(tokens(site), null, site.authPath());
    return this;
  }

  /** Sets the parts of a value, and expires those that a longer value had. */
  private void set(String name, @Nullable String value, String path) {
    var parts = value == null ? List.<String>of() : SessionCookie.parts(value);
    for (int i = 0; i < SessionCookie.PARTS; i++) {
      var part = SessionCookie.part(name, i);
      if (i < parts.size()) {
        cookies.add(cookie(part, parts.get(i), path).build());
      } else if (present.contains(part)) {
        expire(part, path);
      }
    }
  }

  private void expire(String name, String path) {
    cookies.add(cookie(name, "", path).maxAge(0).build());
  }

  private NewCookie.Builder cookie(String name, String value, String path) {
    return new NewCookie.Builder(name)
        .value(value)
        .path(path)
        .secure(site.isSecure())
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.LAX);
  }

  NewCookie[] all() {
    return cookies.toArray(NewCookie[]::new);
  }
}
