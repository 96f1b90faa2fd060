package tidings.push.application;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tidings.api.Subscriber;
import tidings.event.Pattern;
import tidings.push.connection.Connection;
import tidings.push.routing.Filter;
import tidings.push.routing.Router;

/** A connection as the application sees it. Thread-safe. */
record ConnectedSubscriber(Connection connection, Router router) implements Subscriber {

  @Override
  public String id() {
    return connection.id();
  }

  @Override
  public String user() {
    return connection.caller().user();
  }

  @Override
  public Optional<String> name() {
    return Optional.ofNullable(connection.caller().name());
  }

  @Override
  public Set<String> groups() {
    return connection.caller().groups();
  }

  @Override
  public Optional<String> session() {
    return router.filter(connection).map(Filter::session);
  }

  @Override
  public Set<String> types() {
    return patterns(Filter::types);
  }

  @Override
  public Set<String> topics() {
    return patterns(Filter::topics);
  }

  private Set<String> patterns(Function<Filter, Collection<Pattern>> of) {
    return router.filter(connection).map(of).stream()
        .flatMap(Collection::stream)
        .map(Pattern::toString)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String address() {
    return connection.address();
  }

  @Override
  public Instant connectedAt() {
    return connection.openedAt();
  }

  @Override
  public String toString() {
    return "Subscriber[" + id() + " of " + user() + "]";
  }
}
