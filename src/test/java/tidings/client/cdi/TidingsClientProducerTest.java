package tidings.client.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.client.OutgoingEvent;
import tidings.client.TidingsClient;
import tidings.client.TidingsException;
import tidings.client.TokenSupplier;

/** The bean without a container, which {@code JavaClientFaultIT} has. */
class TidingsClientProducerTest {

  private static final OutgoingEvent EVENT = OutgoingEvent.builder("a").build();

  private final TidingsClientProducer producer = new TidingsClientProducer();
  private final Map<String, String> values = new HashMap<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  TidingsClientProducerTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/tidings/api/events",
        exchange -> {
          var sent = exchange.getRequestHeaders();
          headers.add(sent.getFirst("Authorization") + " " + sent.getFirst("X-Tenant"));
          exchange.getRequestBody().readAllBytes();
          var body = "{\"accepted\":1,\"cursor\":\"c\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(202, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    values.put(
        "tidings.client.url", "http://127.0.0.1:" + server.getAddress().getPort() + "/tidings");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Object proxy(Class<?> type, BiFunction<String, Object[], Object> call) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> call.apply(method.getName(), arguments));
  }

  private Config config() {
    return (Config)
        proxy(
            Config.class,
            (method, arguments) -> {
              var value = Optional.ofNullable(values.get((String) arguments[0]));
              return method.equals("getOptionalValue") ? value : value.orElseThrow();
            });
  }

  /** The beans of the application. */
  @SuppressWarnings("unchecked")
  private static Instance<TokenSupplier> tokens(TokenSupplier... beans) {
    return (Instance<TokenSupplier>)
        proxy(
            Instance.class,
            (method, arguments) ->
                switch (method) {
                  case "isResolvable" -> beans.length == 1;
                  case "isAmbiguous" -> beans.length > 1;
                  case "get" -> beans[0];
                  default -> throw new UnsupportedOperationException(method);
                });
  }

  @SuppressWarnings("unchecked")
  private static Event<TidingsClient.Builder> observer(Consumer<TidingsClient.Builder> observer) {
    return (Event<TidingsClient.Builder>)
        proxy(
            Event.class,
            (method, arguments) -> {
              observer.accept((TidingsClient.Builder) arguments[0]);
              return Optional.empty();
            });
  }

  @Test
  void theTokenIsReadFromTheConfigurationForEachRequest() {
    values.put("tidings.client.token", "one");
    var client = producer.client(config(), tokens(), observer(builder -> {}));
    client.publish(EVENT);
    values.put("tidings.client.token", "two");
    client.publish(EVENT);
    assertThat(headers).containsExactly("Bearer one null", "Bearer two null");
    producer.close(client);
    assertThatThrownBy(() -> client.publish(EVENT)).isInstanceOf(TidingsException.class);
  }

  @Test
  void aBeanSuppliesTheTokenAndAnObserverTheRest() {
    values.put("tidings.client.token", "one");
    try (var client =
        producer.client(
            config(),
            tokens(refresh -> "bean"),
            observer(builder -> builder.header("X-Tenant", "x")))) {
      client.publish(EVENT);
      assertThat(headers).containsExactly("Bearer bean x");
    }
  }

  @Test
  void withoutATokenNoneIsSent() {
    try (var client = producer.client(config(), tokens(), observer(builder -> {}))) {
      client.publish(EVENT);
      assertThat(headers).containsExactly("null null");
    }
  }

  @Test
  void aConfigurationThatIsIncompleteIsNamed() {
    assertThatThrownBy(
            () ->
                producer.client(
                    config(), tokens(refresh -> "a", refresh -> "b"), observer(builder -> {})))
        .hasMessageContaining("more than one TokenSupplier");
    values.clear();
    assertThatThrownBy(() -> producer.client(config(), tokens(), observer(builder -> {})))
        .hasMessageContaining("tidings.client.url is not set");
  }
}
