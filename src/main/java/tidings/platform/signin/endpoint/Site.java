package tidings.platform.signin.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import tidings.event.Texts;
import tidings.event.codec.Fault;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.PageOrigin;
import tidings.platform.security.Loopback;
import tidings.platform.security.RefusedException;

/**
 * The address of this server for a browser: with the context root, without a slash at its end.
 *
 * @param url {@code https://tidings.bank.example}
 */
record Site(URI url) {

  /**
   * @param configured the configured address; empty: that of the request
   * @throws RefusedException if the request's address is neither TLS nor the loopback interface: a
   *     cookie could then be read on the network
   */
  static Site of(HttpServletRequest request, Optional<URI> configured) {
    return new Site(configured.orElseGet(() -> of(request)));
  }

  private static URI of(HttpServletRequest request) {
    var host = PageOrigin.host(request);
    if (!request.isSecure() && !Loopback.isAuthority(host)) {
      throw RefusedException.forbidden(
          "the request came to 'http://%s': sign-in needs https. Behind a proxy that ends TLS, set"
                  .formatted(Texts.shortened(host, PageOrigin.SHOWN))
              + " tidings.oidc.public-url");
    }
    try {
      return URI.create(request.getScheme() + "://" + host + request.getContextPath());
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(List.of(new Fault("Host", "is not a host: " + e.getMessage())));
    }
  }

  /**
   * The path of the sign-in for browsers: a proxy may add a prefix, which the server does not see.
   */
  static String authPath(HttpServletRequest request, Optional<URI> configured) {
    return configured
        .map(url -> new Site(url).authPath())
        .orElse(request.getContextPath() + "/auth");
  }

  boolean isSecure() {
    return "https".equals(url.getScheme());
  }

  URI callback() {
    return URI.create(url + "/auth/callback");
  }

  /** The console. */
  URI home() {
    return URI.create(url + "/");
  }

  /** The path of the console. */
  String homePath() {
    return path() + "/";
  }

  /** The path of the cookies that only the sign-in reads. */
  String authPath() {
    return path() + "/auth";
  }

  private String path() {
    return url.getPath() == null ? "" : url.getPath();
  }

  /** A path of this server as an address. */
  URI at(String path) {
    return url.resolve(path);
  }
}
