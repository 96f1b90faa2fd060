package tidings.platform.http.authentication;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.platform.http.ApiPaths;
import tidings.platform.security.Loopback;
import tidings.platform.security.RefusedException;

/**
 * Rejects a request that a page of another origin makes with the user's cookie, which browsers send
 * with the requests of every page. It applies to reads, too: an opened stream may replace another,
 * and a request has its effect even if the page cannot read the response. Thread-safe.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">W3C, Fetch Metadata Request Headers</a>
 */
@Singleton
public class PageOrigin {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** The values of {@code Sec-Fetch-Site} for an own page, and for an address that a user typed. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  /** Maximum number of characters of a header that a rejection repeats. */
  public static final int SHOWN = 200;

  private final TrustedOrigins trusted;

  @Inject
  public PageOrigin(TrustedOrigins trusted) {
    this.trusted = trusted;
  }

  /**
   * @throws RefusedException if the page's origin is neither this server's nor trusted, or if the
   *     request changes something and has no {@code Origin}
   */
  public void require(HttpServletRequest from) {
    var origin = from.getHeader("Origin");
    if (origin != null) {
      requireTrusted(from, origin);
    } else if (!READS.contains(from.getMethod())) {
      throw RefusedException.forbidden(
          "Origin: is missing; with a cookie, a call that changes something must come from a page");
    } else {
      requireOwnSite(from);
    }
  }

  /**
   * For a request that no cookie authenticates, and that programs other than browsers also make.
   *
   * @throws RefusedException if it comes from a page whose origin is neither on the loopback
   *     interface, nor this server's, nor trusted
   */
  public void requireLocal(HttpServletRequest from) {
    var origin = from.getHeader("Origin");
    if (origin != null) {
      var authority = authority(origin);
      if (authority == null || !Loopback.isAuthority(authority)) {
        requireTrusted(from, origin);
      }
    }
  }

  /**
   * Checks a read without {@code Origin}, which a page of this origin need not send. Older browsers
   * never send {@code Sec-Fetch-Site}.
   */
  private static void requireOwnSite(HttpServletRequest from) {
    var site = from.getHeader("Sec-Fetch-Site");
    if (site != null && !OWN_SITES.contains(site) && !isPageOfAnApplication(from)) {
      throw RefusedException.forbidden(
          "Sec-Fetch-Site: '%s' is a page of another origin; with a cookie, it must send an Origin"
                  .formatted(Texts.shortened(site, SHOWN))
              + " that is named in tidings.cors.origins");
    }
  }

  /** A link to a page of an application in the same WAR. */
  private static boolean isPageOfAnApplication(HttpServletRequest from) {
    return "navigate".equals(from.getHeader("Sec-Fetch-Mode"))
        && "document".equals(from.getHeader("Sec-Fetch-Dest"))
        && !ApiPaths.isApi(from);
  }

  private void requireTrusted(HttpServletRequest from, String origin) {
    var own = host(from, origin);
    if (!own.equals(authority(origin)) && !trusted.has(origin)) {
      throw RefusedException.forbidden(
          ("Origin: '%s' is not this server, which is '%s' by the request's Host. A proxy must pass"
                  + " Host on as the browser sent it; other origins are named in"
                  + " tidings.cors.origins")
              .formatted(Texts.shortened(origin, SHOWN), Texts.shortened(own, SHOWN)));
    }
  }

  /** The caller's name for this server. */
  public static String host(HttpServletRequest from) {
    return host(from, from.getScheme() + ":");
  }

  /** The page's name for this server: HTTP/2 has no Host, but an {@code :authority}. */
  private static String host(HttpServletRequest from, String origin) {
    var host = from.getHeader(HttpHeaders.HOST);
    if (host != null) {
      return host;
    }
    int port = from.getServerPort();
    boolean usual = port == (origin.startsWith("https:") ? 443 : 80);
    return usual ? from.getServerName() : from.getServerName() + ":" + port;
  }

  private static @Nullable String authority(String origin) {
    try {
      return URI.create(origin).getAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
