package tidings.ingress;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.log.Appended;
import tidings.log.EventLog;
import tidings.log.LogUnavailableException;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.RateLimit;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;

/**
 * Publishes events on behalf of a caller, over any interface: only what the token grants, and only
 * within limits of events and bytes per second. Thread-safe.
 */
@Singleton
public class Publishing {

  private static final int ACCEPTED = 202;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  /** How often, and how long each time, a publish stream waits for a log that takes nothing. */
  private static final int LOG_WAITS = 100;

  private static final Duration LOG_WAIT = Duration.ofMillis(50);

  private final EventLog log;
  private final RateLimit rate;
  private final RateLimit bytes;
  private final AuditTrail audit;

  @Inject
  public Publishing(
      EventLog log, @PublishRate RateLimit rate, @PublishBytes RateLimit bytes, AuditTrail audit) {
    this.log = log;
    this.rate = rate;
    this.bytes = bytes;
    this.audit = audit;
  }

  /**
   * Call it before a body is read.
   *
   * @throws RefusedException if the caller has no right to publish
   */
  public static void requirePublisher(Caller caller) {
    if (!caller.mayPublishSomething()) {
      throw RefusedException.forbidden(
          "publishing needs the role 'publisher', or a grant to publish to a topic");
    }
  }

  /**
   * Appends the events to the log, all or none, with the caller as publisher. Completes as {@link
   * EventLog#append}.
   *
   * @throws RefusedException if one of them is not granted
   * @throws OverLimitException if they exceed the caller's limits
   */
  public CompletionStage<Appended> publish(Caller caller, List<Event> events) {
    requireAllowed(caller, events);
    var publisher = PublisherId.user(caller.user());
    var appended = log.append(events.stream().map(event -> event.publishedBy(publisher)).toList());
    return audit.accepts(AuditEvent.Kind.PUBLISH)
        ? appended.whenComplete(
            (_, failure) -> record(caller, events, failure == null ? ACCEPTED : UNAVAILABLE))
        : appended;
  }

  /**
   * As {@link #publish(Caller, List)}, but waits where that one refuses for the moment: for the
   * caller's limits, and for a while for a log that takes nothing.
   *
   * @param pause waits for a time; false ends the wait
   * @return empty if the wait was ended: the event is not published
   * @throws RefusedException if it is not granted
   * @throws OverLimitException if it alone is more than the caller's limits allow
   */
  public Optional<CompletionStage<Appended>> publish(
      Caller caller, Event event, Predicate<Duration> pause) {
    var events = List.of(event);
    try {
      requireGranted(caller, events);
    } catch (RefusedException e) {
      record(caller, events, FORBIDDEN);
      throw e;
    }
    if (!rate.await(caller.user(), 1, pause)
        || !bytes.await(caller.user(), length(events), pause)) {
      return Optional.empty();
    }
    var published = List.of(event.publishedBy(PublisherId.user(caller.user())));
    var appended = log.append(published);
    for (int waits = 0; waits < LOG_WAITS && isUnavailable(appended); waits++) {
      if (!pause.test(LOG_WAIT)) {
        return Optional.empty();
      }
      appended = log.append(published);
    }
    return Optional.of(
        audit.accepts(AuditEvent.Kind.PUBLISH)
            ? appended.whenComplete(
                (_, failure) -> record(caller, events, failure == null ? ACCEPTED : UNAVAILABLE))
            : appended);
  }

  /** Whether the log has refused at once, so that it has taken nothing. */
  private static boolean isUnavailable(CompletionStage<Appended> appended) {
    var known = appended.toCompletableFuture();
    return known.isCompletedExceptionally()
        && known.exceptionNow() instanceof LogUnavailableException;
  }

  private void requireAllowed(Caller caller, List<Event> events) {
    try {
      requireGranted(caller, events);
      rate.acquire(caller.user(), events.size());
      bytes.acquire(caller.user(), length(events));
    } catch (RefusedException e) {
      record(caller, events, FORBIDDEN);
      throw e;
    } catch (OverLimitException e) {
      record(caller, events, TOO_MANY);
      throw e;
    }
  }

  private void record(Caller caller, List<Event> events, int status) {
    if (audit.accepts(AuditEvent.Kind.PUBLISH)) {
      var first = events.isEmpty() ? null : events.getFirst();
      audit.record(
          new AuditEvent(
              AuditEvent.Kind.PUBLISH,
              caller.user(),
              "publish " + events.size(),
              null,
              first == null
                  ? null
                  : first.id().source() + " " + first.id().id() + " " + first.type(),
              new AuditEvent.Outcome(status)));
    }
  }

  private static int length(List<Event> events) {
    long length = events.stream().mapToLong(Event::length).sum();
    return (int) Math.min(Integer.MAX_VALUE, length);
  }

  private static void requireGranted(Caller caller, List<Event> events) {
    for (int i = 0; i < events.size(); i++) {
      var topic = events.get(i).audience().topic();
      var type = events.get(i).type();
      var source = events.get(i).id().source();
      if (!caller.mayPublish(topic, type, source)) {
        var which = events.size() == 1 ? "" : "[" + i + "].";
        throw RefusedException.forbidden(which + reason(caller, topic, type, source));
      }
    }
  }

  private static String reason(Caller caller, @Nullable String topic, String type, String source) {
    if (topic == null) {
      return "topic: without the role 'publisher' an event needs a granted topic";
    }
    if (!caller.mayPublish(topic)) {
      return "topic: publishing to '" + topic + "' is not granted";
    }
    return caller.mayPublish(topic, type)
        ? "source: publishing '%s' to '%s' is not granted from '%s'".formatted(type, topic, source)
        : "type: publishing '%s' to '%s' is not granted".formatted(type, topic);
  }
}
