package tidings.platform.identity.keys;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tidings.platform.tls.TrustedCertificates;

/**
 * The location of the issuer's keys, in one of the forms that MicroProfile JWT allows. Thread-safe.
 */
interface KeyLocation {

  /** Maximum size of a response: large sets have some hundred keys. */
  int MAX_BYTES = 1 << 20;

  /**
   * Reads the current content. May block for the given time.
   *
   * @throws IOException if it cannot be read; the message has the reason, and may be logged
   */
  String read(Duration atMost) throws IOException, InterruptedException;

  /**
   * @param location of {@code mp.jwt.verify.publickey.location}: an {@code http:} or {@code https:}
   *     address, a {@code file:} address, a path, or the name of a resource of the application
   * @param authorities certificates that are trusted with {@code https:}; null for those that the
   *     JVM trusts
   * @param loader finds resources
   */
  static KeyLocation of(String location, @Nullable KeyStore authorities, ClassLoader loader) {
    if (isRemote(location)) {
      return new Http(URI.create(location), authorities);
    }
    return _ -> {
      var file = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
      if (Files.exists(file) || location.startsWith("file:")) {
        return limitedText(Files.readAllBytes(file));
      }
      var name = location.replaceFirst("^(classpath:)?/*", "");
      try (var resource = loader.getResourceAsStream(name)) {
        if (resource == null) {
          throw new IOException("there is neither a file nor a resource of this name");
        }
        return limitedText(resource.readNBytes(MAX_BYTES + 1));
      }
    };
  }

  /** Whether it is read over HTTP. */
  static boolean isRemote(String location) {
    return location.startsWith("http:") || location.startsWith("https:");
  }

  private static String limitedText(byte[] content) throws IOException {
    if (content.length > MAX_BYTES) {
      throw new IOException("it is larger than %d bytes".formatted(MAX_BYTES));
    }
    return new String(content, StandardCharsets.UTF_8);
  }

  /**
   * A JWK Set, or PEM, on a server. The user and the password of the address are sent only to it.
   */
  final class Http implements KeyLocation {

    private final URI address;
    private final @Nullable String credentials;
    private final HttpClient client;

    Http(URI address, @Nullable KeyStore authorities) {
      this.address = address;
      credentials = credentials(address);
      var builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(
                  credentials == null ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER)
              .connectTimeout(Duration.ofSeconds(10));
      if (authorities != null) {
        builder.sslContext(TrustedCertificates.context(authorities));
      }
      client = builder.build();
    }

    /** The credentials of HTTP Basic authentication (RFC 7617). */
    private static @Nullable String credentials(URI address) {
      var user = address.getUserInfo();
      return user == null
          ? null
          : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String read(Duration atMost) throws IOException, InterruptedException {
      var request =
          HttpRequest.newBuilder(address)
              .timeout(atMost)
              .header("Accept", "application/jwk-set+json, application/json, */*;q=0.5");
      if (credentials != null) {
        request.header("Authorization", credentials);
      }
      var answer =
          client.sendAsync(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
      try {
        return body(answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        answer.cancel(true); // the request's own time limit ends with the headers
        throw new IOException("no complete response within " + atMost.toMillis() + " ms", e);
      } catch (ExecutionException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        var why =
            cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        throw new IOException(why, cause);
      }
    }

    private static String body(HttpResponse<String> answer) throws IOException {
      if (answer.statusCode() != 200) {
        throw new IOException("the response was " + answer.statusCode());
      }
      return answer.body();
    }
  }
}
