package tidings.it.compat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tidings.it.support.Answer;
import tidings.it.support.LibertyServer;

/**
 * What a browser does of a sign-in: it keeps cookies, follows redirects and fills in Keycloak's
 * form. A browser does not tell the ports of one host apart, so one stub is signed in at several
 * nodes.
 */
final class BrowserStub {

  private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** By name: the tests have no two cookies of one name. */
  private final Map<String, Cookie> cookies = new TreeMap<>();

  /** A cookie of localhost, which browsers regard as secure. */
  private record Cookie(String value, String path) {
    boolean isFor(URI uri) {
      return uri.getPath().startsWith(path);
    }
  }

  /** One request, without following a redirect. */
  Answer get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  /** A call of a page of this server. */
  Answer post(LibertyServer server, String path) {
    return send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Origin", origin(server))
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static String origin(LibertyServer server) {
    return "http://localhost:" + server.httpPort();
  }

  Answer post(URI uri, Map<String, String> form) {
    var body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private Answer send(HttpRequest.Builder request) {
    var uri = request.build().uri();
    var header = cookieHeader(uri);
    if (!header.isEmpty()) {
      request.header("Cookie", header);
    }
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(this::store);
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void store(String header) {
    var attributes = header.split(";", -1);
    var pair = attributes[0].split("=", 2);
    var path = "/";
    boolean isExpired = pair[1].isEmpty();
    for (var attribute : attributes) {
      var named = attribute.strip().split("=", 2);
      switch (named[0].toLowerCase(Locale.ROOT)) {
        case "path" -> path = named[1];
        case "max-age" -> isExpired |= Long.parseLong(named[1]) <= 0;
        default -> {}
      }
    }
    if (isExpired) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], new Cookie(pair[1], path));
    }
  }

  /** The value of the {@code Cookie} header of a request. */
  String cookieHeader(URI uri) {
    return cookies.entrySet().stream()
        .filter(cookie -> cookie.getValue().isFor(uri))
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue().value())
        .collect(Collectors.joining("; "));
  }

  /**
   * Opens the sign-in and completes it at Keycloak.
   *
   * @return the address of the page that is shown in the end, which was not requested
   */
  URI signIn(LibertyServer server, String user, String returnPath) {
    return follow(callback(server, user, returnPath));
  }

  /** As {@link #signIn}, up to the redirect back to the server: its address, not yet requested. */
  URI callback(LibertyServer server, String user, String returnPath) {
    var begin = get(server.uri("/auth/login?return=" + encoded(returnPath)));
    var provider = location(begin);
    var page = get(provider);
    if (page.status() >= 300) {
      return provider.resolve(page.header("Location")); // still signed in there
    }
    var form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new IllegalStateException(page.status() + " has no form: " + page.body());
    }
    var action = URI.create(form.group(1).replace("&amp;", "&"));
    return location(post(action, Map.of("username", user, "password", user)));
  }

  private URI follow(URI callback) {
    return callback.resolve(location(get(callback)));
  }

  static URI location(Answer answer) {
    if (answer.status() / 100 != 3) {
      throw new IllegalStateException(answer.status() + " " + answer.body());
    }
    return URI.create(answer.header("Location"));
  }

  /** Names of the server's cookies. */
  List<String> ownCookies() {
    return cookies.keySet().stream().filter(name -> name.startsWith("tidings")).toList();
  }

  /** A browser with the same cookies. */
  BrowserStub copy() {
    var copy = new BrowserStub();
    copy.cookies.putAll(cookies);
    return copy;
  }
}
