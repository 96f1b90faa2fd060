package tidings.it.support;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The address at which an identity provider publishes its keys, over TLS of a private authority and
 * with authentication: they change, or are unreadable.
 */
public final class KeySetStub implements AutoCloseable {

  /** The user and the password that the address names. */
  private static final String SECRET = "joe:hunter2";

  private final HttpsServer server;
  private final AtomicReference<@Nullable String> published = new AtomicReference<>();
  private final AtomicInteger reads = new AtomicInteger();

  private KeySetStub(HttpsServer server) {
    this.server = server;
  }

  /** Answers 503 until keys are published; presents this certificate. */
  public static KeySetStub start(SelfSigned certificate) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
      var server = HttpsServer.create(address, 0);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
      var stub = new KeySetStub(server);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/keys", stub::answer);
      server.start();
      return stub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    reads.incrementAndGet();
    boolean known = authorization().equals(exchange.getRequestHeaders().getFirst("Authorization"));
    var text = known ? published.get() : null;
    var body = (text == null ? "<html>away</html>" : text).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(text == null ? 503 : 200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static String authorization() {
    return "Basic " + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
  }

  /** The URL with the user and the password. */
  public String url() {
    return "https://" + SECRET + "@127.0.0.1:" + server.getAddress().getPort() + "/keys";
  }

  /** Publishes these keys, and no others. */
  public void publish(JWK... keys) {
    published.set(new JWKSet(List.of(keys)).toString());
  }

  /** Makes the keys unreadable. */
  public void goAway() {
    published.set(null);
  }

  /** Number of requests. */
  public int reads() {
    return reads.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
