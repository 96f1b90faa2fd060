package tidings.it.support;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import tidings.sse.EventStreamParser;

/** HTTP/2 over TLS: all streams of one client share one connection, as a browser's do. */
public final class HttpsClient implements AutoCloseable {

  static {
    // The client's own window of 16 MiB would read on for a stream that does not.
    System.setProperty("jdk.httpclient.windowsize", "65536");
  }

  private final LibertyServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trustingAll()).build();

  public HttpsClient(LibertyServer server) {
    this.server = server;
  }

  /** Opens a stream that counts its events of this type. */
  public AtomicInteger counting(String type, String query, String token) {
    var count = new AtomicInteger();
    var parser =
        new EventStreamParser(
            message -> {
              if (message.type().equals(type)) {
                count.incrementAndGet();
              }
            });
    open(query, token, _ -> new Reader(parser));
    return count;
  }

  /** Opens a stream and never reads any of it. */
  public void stalled(String query, String token) {
    open(query, token, _ -> new Idle());
  }

  /** The whole answer to a request without a token. */
  public Answer get(String path) {
    var request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:%d%s".formatted(server.httpsPort(), path)))
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Posts JSON of a given length from its publisher; returns the status of the answer. */
  public CompletableFuture<Integer> post(
      String path, String token, long length, Flow.Publisher<ByteBuffer> body) {
    var request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:%d%s".formatted(server.httpsPort(), path)))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", Client.JSON)
            .POST(HttpRequest.BodyPublishers.fromPublisher(body, length))
            .build();
    return http.sendAsync(request, BodyHandlers.discarding()).thenApply(it -> it.statusCode());
  }

  private void open(String query, String token, BodyHandler<Boolean> handler) {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "https://localhost:%d/api/events?%s".formatted(server.httpsPort(), query)))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      var response = http.send(request, handler);
      if (response.statusCode() != 200 || response.version() != HttpClient.Version.HTTP_2) {
        throw new IllegalStateException("no stream over HTTP/2: " + response);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** Completes as soon as the head has arrived. */
  private static class Idle implements BodySubscriber<Boolean> {
    @Override
    public CompletionStage<Boolean> getBody() {
      return CompletableFuture.completedStage(true);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {}

    @Override
    public void onNext(List<ByteBuffer> buffers) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  private static final class Reader extends Idle {
    private final EventStreamParser parser;

    Reader(EventStreamParser parser) {
      this.parser = parser;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (var buffer : buffers) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        parser.feed(bytes);
      }
    }
  }

  /** Trusts every certificate, including a self-signed one. */
  public static SSLContext trustingAll() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server under test creates the certificate, for localhost. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
