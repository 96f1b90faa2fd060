package tidings.push.application;

import static java.util.Objects.requireNonNullElse;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import tidings.api.PublishException;
import tidings.api.PublishException.Reason;
import tidings.api.Publisher;
import tidings.api.Receipt;
import tidings.api.TidingsEvent;
import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.event.codec.EventReader;
import tidings.event.codec.Ingress;
import tidings.event.codec.UnreadableEventException;
import tidings.ingress.Publishing;
import tidings.log.Appended;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.TooLargeForLogException;
import tidings.platform.http.authentication.RequestCaller;
import tidings.platform.limits.OverLimitException;
import tidings.platform.policy.Policies;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.platform.security.Revocations;

/** Publishes events of the application, in its own name or in a caller's. Thread-safe. */
@Singleton
public class ApplicationPublisher implements Publisher {

  /** Maximum number of events of one call. */
  private static final int MAX_EVENTS = 10_000;

  private final EventLog log;
  private final Publishing publishing;
  private final Supplier<Caller> current;
  private final Revocations revocations;
  private final Policies policies;
  private final EventReader reader;
  private final Clock clock;

  @Inject
  public ApplicationPublisher(
      EventLog log,
      Publishing publishing,
      RequestCaller current,
      Revocations revocations,
      Policies policies,
      LogSettings settings,
      Clock clock) {
    this(log, publishing, current::caller, revocations, policies, settings.maxDataBytes(), clock);
  }

  ApplicationPublisher(
      EventLog log,
      Publishing publishing,
      Supplier<Caller> current,
      Revocations revocations,
      Policies policies,
      int maxDataBytes,
      Clock clock) {
    this.log = log;
    this.publishing = publishing;
    this.current = current;
    this.revocations = revocations;
    this.policies = policies;
    this.clock = clock;
    var ingress =
        Ingress.of(TidingsEvent.DEFAULT_SOURCE, () -> UUID.randomUUID().toString(), maxDataBytes);
    reader = new EventReader(ingress.publishedBy(PublisherId.APPLICATION), MAX_EVENTS);
  }

  @Override
  public CompletionStage<Receipt> publish(List<TidingsEvent> events) {
    return publish(events, log::append);
  }

  @Override
  public Publisher asCaller() {
    var caller = current.get();
    return new Publisher() {
      @Override
      public CompletionStage<Receipt> publish(List<TidingsEvent> events) {
        return ApplicationPublisher.this.publish(
            events, checked -> publishing.publish(stillPermitted(caller), checked));
      }

      @Override
      public Publisher asCaller() {
        return this;
      }
    };
  }

  /** The caller with the grants of the policy in force; the request may have been long ago. */
  private Caller stillPermitted(Caller caller) {
    if (!caller.expires().isAfter(clock.instant())) {
      throw RefusedException.forbidden("the caller's token has expired");
    }
    if (revocations.has(caller)) {
      throw RefusedException.forbidden("the caller's token is revoked");
    }
    return policies.current().apply(caller);
  }

  private CompletionStage<Receipt> publish(
      List<TidingsEvent> events, Function<List<Event>, CompletionStage<Appended>> append) {
    try {
      return append
          .apply(checked(events))
          .handle(
              (appended, failure) -> {
                if (failure != null) {
                  throw translated(failure);
                }
                return new Receipt(
                    appended.accepted(), appended.duplicates(), appended.cursor().toString());
              });
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(translated(e));
    }
  }

  private List<Event> checked(List<TidingsEvent> events) {
    if (events.isEmpty() || events.size() > MAX_EVENTS) {
      throw new PublishException(
          Reason.INVALID,
          "publish takes 1 to %d events, but was given %d".formatted(MAX_EVENTS, events.size()),
          null,
          null);
    }
    var checked = new ArrayList<Event>(events.size());
    for (var event : events) {
      try {
        checked.add(EventForm.event(event, reader));
      } catch (UnreadableEventException e) {
        throw new PublishException(
            e.isTooLarge() ? Reason.TOO_LARGE : Reason.INVALID,
            event + ": " + e.getMessage(),
            null,
            e);
      }
    }
    return checked;
  }

  private static RuntimeException translated(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapper when wrapper.getCause() != null ->
          translated(wrapper.getCause());
      case PublishException known -> known;
      case RefusedException e -> new PublishException(Reason.NOT_PERMITTED, message(e), null, e);
      case OverLimitException e ->
          new PublishException(Reason.OVER_LIMIT, message(e), e.retryAfter(), e);
      case TooLargeForLogException e -> new PublishException(Reason.TOO_LARGE, message(e), null, e);
      case LogUnavailableException e ->
          new PublishException(
              Reason.UNAVAILABLE, message(e), LogUnavailableException.RETRY_AFTER, e);
      case RuntimeException e -> e;
      default -> new CompletionException(failure);
    };
  }

  private static String message(Throwable failure) {
    return requireNonNullElse(failure.getMessage(), failure.toString());
  }
}
