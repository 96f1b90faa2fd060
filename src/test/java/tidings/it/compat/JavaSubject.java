package tidings.it.compat;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.background.BackgroundEventHandler;
import com.launchdarkly.eventsource.background.BackgroundEventSource;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.sse.SseEventSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.client.JerseyClientBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.util.retry.Retry;

/** A client for the JVM, in this one. */
final class JavaSubject implements SseSubject {

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<Runnable> ends = new ArrayList<>();

  private JavaSubject() {}

  private void see(
      String stream, @Nullable String type, @Nullable String data, @Nullable String id) {
    seen.add(
        new Seen(
            stream,
            Objects.requireNonNullElse(type, "message"),
            Objects.requireNonNullElse(data, ""),
            Objects.requireNonNullElse(id, "")));
  }

  /** LaunchDarkly's {@code okhttp-eventsource}. */
  static SseSubject okHttpEventSource(Task task) {
    var subject = new JavaSubject();
    task.urls()
        .forEach(
            (stream, url) -> {
              var handler =
                  new BackgroundEventHandler() {
                    @Override
                    public void onOpen() {}

                    @Override
                    public void onClosed() {}

                    @Override
                    public void onMessage(String event, MessageEvent message) {
                      subject.see(stream, event, message.getData(), message.getLastEventId());
                    }

                    @Override
                    public void onComment(String comment) {}

                    @Override
                    public void onError(Throwable error) {
                      subject.complaints.add(stream + ": " + error);
                    }
                  };
              var source =
                  new BackgroundEventSource.Builder(
                          handler,
                          new EventSource.Builder(
                                  ConnectStrategy.http(URI.create(url))
                                      .header("Authorization", "Bearer " + task.token()))
                              .retryDelay(300, TimeUnit.MILLISECONDS))
                      .build();
              source.start();
              subject.ends.add(source::close);
            });
    return subject;
  }

  /** Jakarta REST's {@code SseEventSource}, implemented by Jersey. */
  static SseSubject jersey(Task task) {
    var subject = new JavaSubject();
    var client =
        new JerseyClientBuilder()
            // The providers of the application are for its server, not for this client.
            .property("jakarta.ws.rs.loadServices", false)
            .build();
    ClientRequestFilter authorized =
        request -> request.getHeaders().putSingle("Authorization", "Bearer " + task.token());
    client.register(authorized);
    task.urls()
        .forEach(
            (stream, url) -> {
              var source =
                  SseEventSource.target(client.target(url))
                      .reconnectingEvery(300, TimeUnit.MILLISECONDS)
                      .build();
              source.register(
                  event -> subject.see(stream, event.getName(), event.readData(), event.getId()),
                  error -> subject.complaints.add(stream + ": " + error));
              source.open();
              subject.ends.add(() -> source.close(0, TimeUnit.SECONDS));
            });
    subject.ends.add(client::close);
    return subject;
  }

  /** Spring's {@code WebClient}: it reconnects, and resumes, by the code of its caller. */
  static SseSubject webClient(Task task) {
    var subject = new JavaSubject();
    var type = new ParameterizedTypeReference<ServerSentEvent<String>>() {};
    task.urls()
        .forEach(
            (stream, url) -> {
              var last = new CopyOnWriteArrayList<String>();
              var events =
                  reactor.core.publisher.Flux.defer(
                          () -> {
                            var request =
                                WebClient.create()
                                    .get()
                                    .uri(URI.create(url))
                                    .header("Authorization", "Bearer " + task.token())
                                    .header("Accept", "text/event-stream");
                            if (!last.isEmpty()) {
                              request = request.header("Last-Event-ID", last.getLast());
                            }
                            return request.retrieve().bodyToFlux(type);
                          })
                      .doOnNext(
                          event -> {
                            if (event.id() != null) {
                              last.add(event.id());
                            }
                            subject.see(stream, event.event(), event.data(), event.id());
                          })
                      .repeatWhen(ended -> ended.delayElements(Duration.ofMillis(300)))
                      .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(300)))
                      .subscribe();
              subject.ends.add(events::dispose);
            });
    return subject;
  }

  @Override
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  @Override
  public String complaints() {
    return String.join("\n", complaints);
  }

  @Override
  public void close() {
    ends.forEach(Runnable::run);
  }
}
