package tidings.push.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tidings.push.routing.Step.Change;
import tidings.push.routing.Step.Publish;
import tidings.push.routing.Step.Renew;
import tidings.push.routing.Step.Subscribe;
import tidings.push.routing.Step.Token;

/**
 * The recipients of an event, computed line by line from sections 1 and 2 of the protocol, with no
 * index and none of the code under test.
 */
final class Oracle {

  private static final Names TYPES = new Names('.');
  private static final Names TOPICS = new Names('/');

  /** One open stream as the protocol sees it. */
  private static final class Stream {
    private final String user;
    private final Optional<String> session;
    private final Set<String> types;
    private final Set<String> topics;
    private final List<Integer> due = new ArrayList<>();
    private Token token;
    private boolean open = true;

    Stream(Subscribe asked) {
      user = asked.user();
      token = asked.token();
      session = asked.session();
      types = new HashSet<>(asked.types());
      topics = new HashSet<>(asked.topics());
    }
  }

  private final List<Stream> streams = new ArrayList<>();

  /** {@code topics}: each within the token's grants, else 403. */
  static boolean isGranted(Token token, Set<String> topics) {
    return topics.stream().allMatch(topic -> isGranted(token, topic));
  }

  private static boolean isGranted(Token token, String topic) {
    return token.grants().stream().anyMatch(grant -> TOPICS.covers(grant, topic));
  }

  void subscribe(Subscribe asked) {
    streams.add(new Stream(asked));
  }

  /** Whether the change is accepted; one with a topic that is not granted changes nothing. */
  boolean change(Change asked) {
    var stream = streams.get(asked.connection());
    var topics = new HashSet<>(stream.topics);
    topics.addAll(asked.addTopics());
    topics.removeAll(asked.removeTopics());
    if (!isGranted(stream.token, topics)) {
      return false;
    }
    stream.topics.clear();
    stream.topics.addAll(topics);
    stream.types.addAll(asked.addTypes());
    stream.types.removeAll(asked.removeTypes());
    return true;
  }

  /** Only the token widens: topics that the fresh one no longer grants are removed. */
  void renew(Renew fresh) {
    var stream = streams.get(fresh.connection());
    stream.token = fresh.token();
    stream.topics.removeIf(topic -> !isGranted(fresh.token(), topic));
  }

  void leave(int connection) {
    streams.get(connection).open = false;
  }

  boolean isOpen(int connection) {
    return streams.get(connection).open;
  }

  void publish(int number, Publish event) {
    for (var stream : streams) {
      if (stream.open && isFor(stream, event)) {
        stream.due.add(number);
      }
    }
  }

  /** Attributes that are present must all match. None present: every authenticated connection. */
  private static boolean isFor(Stream stream, Publish event) {
    if (stream.types.stream().noneMatch(type -> TYPES.matches(type, event.type()))) {
      return false;
    }
    if (!event.users().isEmpty() && !event.users().contains(stream.user)) {
      return false;
    }
    if (event.session().isPresent()) {
      if (!event.session().equals(stream.session)) {
        return false;
      }
      boolean owned = stream.token.sessions().contains(event.session().get());
      if (event.users().isEmpty() && !owned) {
        return false;
      }
    }
    if (!event.groups().isEmpty()
        && event.groups().stream().noneMatch(group -> stream.token.groups().contains(group))) {
      return false;
    }
    if (event.topic().isPresent()) {
      var topic = event.topic().get();
      return stream.topics.stream().anyMatch(asked -> TOPICS.matches(asked, topic))
          && isGranted(stream.token, topic);
    }
    return true;
  }

  /** The numbers of the events that a stream must get, in order. */
  List<Integer> due(int connection) {
    return streams.get(connection).due;
  }
}
