package tidings.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to a server of Tidings, and subscribes to its events. One instance serves a
 * whole application. Thread-safe.
 *
 * <pre>{@code
 * try (var client = TidingsClient.builder(URI.create("https://events.example.com"))
 *     .token(refresh -> tokens.get(refresh))
 *     .build()) {
 *   client.publish(OutgoingEvent.builder("order.paid").topic("orders/7").json("{}").build());
 * }
 * }</pre>
 */
public interface TidingsClient extends AutoCloseable {

  /**
   * Begins a client.
   *
   * @param url of the server, also with a path: {@code https://example.com/tidings}
   */
  static Builder builder(URI url) {
    return new Builder(url);
  }

  /**
   * Publishes an event, and waits for its receipt. Several threads may publish at the same time.
   *
   * <p>No answer, 408, 429 and 5xx are retried under the same id until the publish timeout, so that
   * the event is in the log once; a 401 is retried once, with a new token.
   *
   * @throws TidingsException if the server refuses the event, or has not confirmed it in time
   */
  default PublishReceipt publish(OutgoingEvent event) {
    return publish(List.of(event));
  }

  /**
   * Publishes events in one request, all of them or none.
   *
   * @throws TidingsException as for one event
   */
  PublishReceipt publish(List<OutgoingEvent> events);

  /**
   * Publishes an event after those of earlier calls: they arrive in this order. The stage fails
   * with a {@link TidingsException}; at most 1,000 requests wait.
   */
  default CompletionStage<PublishReceipt> publishAsync(OutgoingEvent event) {
    return publishAsync(List.of(event));
  }

  /** Publishes events in one request, after those of earlier calls. */
  CompletionStage<PublishReceipt> publishAsync(List<OutgoingEvent> events);

  /**
   * Subscribes to events, on a thread of the subscription's own. It returns at once.
   *
   * @throws IllegalStateException if the client is closed
   */
  EventSubscription subscribe(SubscribeOptions options, SubscriptionListener listener);

  /** Closes all subscriptions, and ends all attempts to publish. */
  @Override
  void close();

  /** Builds a client. Not thread-safe. */
  final class Builder {
    private final URI url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private URI source = URI.create("urn:tidings-client");
    private @Nullable TokenSupplier token;
    private @Nullable HttpClient httpClient;
    private @Nullable DataMapper mapper;
    private @Nullable ThreadFactory threads;
    private RetryOptions retry = RetryOptions.DEFAULT;
    private Duration requestTimeout = Duration.ofSeconds(30);
    private Duration publishTimeout = Duration.ofMinutes(1);

    private Builder(URI url) {
      var scheme = url.getScheme();
      boolean isHttp = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      if (!isHttp || url.getHost() == null) {
        throw new IllegalArgumentException(
            "the URL of the server must be http://… or https://…, but is '" + url + "'");
      }
      if (url.getRawQuery() != null
          || url.getRawFragment() != null
          || url.getRawUserInfo() != null) {
        throw new IllegalArgumentException(
            "the URL of the server must have neither a user nor a query nor a fragment");
      }
      this.url = url;
    }

    /** The bearer token of each request. */
    public Builder token(TokenSupplier token) {
      this.token = token;
      return this;
    }

    /** The bearer token of each request, of a supplier that knows when its token expires. */
    public Builder token(Supplier<String> token) {
      return token((boolean refresh) -> token.get());
    }

    /** A header of each request. */
    public Builder header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    /** The source of events that name none. Default: {@code urn:tidings-client}. */
    public Builder source(URI source) {
      this.source = source;
      return this;
    }

    /**
     * The HTTP client, for example with an {@code SSLContext} or a proxy. Default: HTTP/1.1, 10 s
     * to connect.
     */
    public Builder httpClient(HttpClient client) {
      httpClient = client;
      return this;
    }

    /** Converts data from and to JSON. Default: none, data is text. */
    public Builder mapper(DataMapper mapper) {
      this.mapper = mapper;
      return this;
    }

    /**
     * Creates the threads of subscriptions, such as a {@code ManagedThreadFactory} of Jakarta EE.
     * Default: daemon threads, with the context class loader of the caller.
     */
    public Builder threadFactory(ThreadFactory threads) {
      this.threads = threads;
      return this;
    }

    /** The back-off between attempts. Default: {@link RetryOptions#DEFAULT}. */
    public Builder retry(RetryOptions retry) {
      this.retry = retry;
      return this;
    }

    /** The timeout of one request, apart from streams. Default: 30 s. */
    public Builder requestTimeout(Duration timeout) {
      requestTimeout = positive("requestTimeout", timeout);
      return this;
    }

    /**
     * The time for all attempts to publish. It must be shorter than the server's dedupe window (10
     * min), in which a repeated event is recognised. Default: 1 min.
     */
    public Builder publishTimeout(Duration timeout) {
      publishTimeout = positive("publishTimeout", timeout);
      return this;
    }

    private static Duration positive(String name, Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException(name + " must be positive, but is " + timeout);
      }
      return timeout;
    }

    /** The client. */
    public TidingsClient build() {
      var base = url.toString().replaceFirst("/+$", "");
      var http = httpClient == null ? HttpTidingsClient.defaultHttpClient() : httpClient;
      return new HttpTidingsClient(
          new HttpCalls(http, base, Map.copyOf(headers), token),
          new EventSender.Options(source.toString(), mapper, retry, requestTimeout, publishTimeout),
          threads == null ? HttpTidingsClient.daemonThreads() : threads);
    }
  }
}
