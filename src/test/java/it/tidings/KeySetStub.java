package it.tidings;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The address at which an identity provider publishes its keys: they change, or cannot be read. */
public final class KeySetStub implements AutoCloseable {

  private final HttpServer server;
  private final AtomicReference<@Nullable String> published = new AtomicReference<>();
  private final AtomicInteger reads = new AtomicInteger();

  private KeySetStub(HttpServer server) {
    this.server = server;
  }

  /** Answers 503 until something is published. */
  public static KeySetStub start() {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
      var server = HttpServer.create(address, 0);
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
    var text = published.get();
    var body = (text == null ? "<html>away</html>" : text).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(text == null ? 503 : 200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/keys";
  }

  /** From now on these keys are there, and no others. */
  public void publish(JWK... keys) {
    published.set(new JWKSet(List.of(keys)).toString());
  }

  /** From now on nothing can be read. */
  public void goAway() {
    published.set(null);
  }

  /** How often somebody has asked. */
  public int reads() {
    return reads.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
