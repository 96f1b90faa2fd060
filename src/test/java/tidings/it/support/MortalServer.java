package tidings.it.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server on {@link KafkaBroker#shared} that a test in a browser kills and restarts. It has three
 * calls on a small HTTP server of its own: {@code POST /kill}, {@code POST /start}, which answers
 * when the server is ready, and {@code POST /record}, whose body is written to Kafka, each in order
 * after the one before.
 */
public final class MortalServer implements AutoCloseable {

  private final String name;
  private final Path key;
  private final KafkaTopic topic;
  private final HttpServer control;
  private LibertyServer server;

  public MortalServer(String name) throws IOException {
    this.name = name;
    key = Path.of("target/it", name + "-key.pem");
    topic = new KafkaTopic(KafkaBroker.shared(), name + ".events");
    Files.createDirectories(key.getParent());
    Files.writeString(key, new Issuer().privateKey());
    server = plan().start();
    control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    control.createContext("/kill", exchange -> answer(exchange, this::kill));
    control.createContext("/start", exchange -> answer(exchange, this::restart));
    control.createContext("/record", exchange -> record(exchange));
    control.start();
  }

  private LibertyServer.Plan plan() {
    return SharedServer.withAmpleLimits(LibertyServer.named(name).withDevIdentity(key))
        .withSharedKafka(name);
  }

  private void kill() {
    server.process().kill();
  }

  private void restart() {
    server = plan().inPlaceOf(server).start();
  }

  private void record(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    answer(exchange, () -> topic.write(List.of(topic.keyed("a browser's", body))));
  }

  private static void answer(HttpExchange exchange, Runnable work) throws IOException {
    int status = 204;
    try {
      work.run();
    } catch (RuntimeException | AssertionError e) {
      status = 500;
      throw e;
    } finally {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    }
  }

  public String url() {
    return server.uri("").toString();
  }

  public String control() {
    return "http://localhost:" + control.getAddress().getPort();
  }

  @Override
  public void close() {
    control.stop(0);
    server.close();
  }
}
