package tidings.app.configuration;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import tidings.platform.redis.RedisServer;

/** Parses {@code tidings.redis.url}, which may contain a password: no error shows it. */
public final class RedisUrl {

  private static final String KEY = "tidings.redis.url ";

  /** A scheme that names Sentinel or Cluster, or several hosts. */
  private static final Pattern SEVERAL =
      Pattern.compile(
          "^\\s*[a-z+-]*(sentinel|cluster)[a-z+-]*:|^[^/]*//(?:[^/]*@)?+[^/@]*,", CASE_INSENSITIVE);

  private RedisUrl() {}

  /**
   * @throws IllegalArgumentException naming the fault
   */
  static URI parse(String text) {
    if (SEVERAL.matcher(text).find()) {
      throw refused(
          "must be that of one server: Sentinel and Cluster are not supported. Name the primary, or"
              + " an address that always leads to it");
    }
    URI url;
    try {
      url = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw refused("is not a valid URL: " + e.getReason() + " at index " + e.getIndex());
    }
    var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("redis") && !scheme.equals("rediss")) {
      throw refused("must begin with redis:// or rediss://");
    }
    if (url.getHost() == null) {
      throw refused("names no host, such as redis://localhost:6379");
    }
    if (url.getPath() != null && !url.getPath().matches("/?\\d{0,5}")) {
      throw refused("may have the number of a database after its host, and nothing else");
    }
    return url;
  }

  /**
   * The server at this URL.
   *
   * @throws IllegalArgumentException naming the fault
   */
  public static RedisServer server(String url, Optional<Path> caFile) {
    return new RedisServer(parse(url), caFile.orElse(null));
  }

  /**
   * @throws IllegalArgumentException if the trusted certificates cannot be read
   */
  public static void check(Config config) {
    config
        .getOptionalValue("tidings.redis.url", String.class)
        .map(url -> server(url, config.getOptionalValue("tidings.redis.ca-file", Path.class)))
        .ifPresent(RedisServer::config);
  }

  private static IllegalArgumentException refused(String fault) {
    return new IllegalArgumentException(KEY + fault);
  }
}
