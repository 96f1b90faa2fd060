package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/**
 * Random subscribers and events over real HTTP, compared with the protocol's rules in their
 * simplest form.
 */
@ResourceLock(SharedServer.LOCK)
@Order(4) // long
class OracleIT {

  private static final int SUBSCRIBERS = 250;
  private static final int EVENTS = 400;
  private static final List<String> USERS = List.of("u1", "u2", "u3", "u4", "u5");
  private static final List<String> GROUPS = List.of("g1", "g2", "g3");
  private static final List<String> SESSIONS = List.of("s1", "s2", "s3");
  private static final List<String> TOPICS =
      List.of("orders", "orders/1", "orders/2", "orders/1/items", "news/de", "news");
  private static final List<String> TOPIC_PATTERNS =
      List.of("orders", "orders/1", "orders/*", "orders/**", "*/1", "news", "news/*", "**", "*");
  private static final List<String> TYPES =
      List.of("task", "task.a", "task.b", "task.a.x", "note", "note.a");
  private static final List<String> TYPE_PATTERNS =
      List.of("task", "task.a", "task.*", "task.**", "*.a", "*", "**", "note");
  private static final String LAST = "oracle.last";

  private final LibertyServer server = SharedServer.get();

  @Test
  void everyEventReachesExactlyThoseItIsFor() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var subscribers = new ArrayList<Subscriber>();
    try {
      for (int i = 0; i < SUBSCRIBERS; i++) {
        subscribers.add(subscribe(Subscription.any(random)));
      }
      var events = new ArrayList<Sent>();
      for (int i = 0; i < EVENTS; i++) {
        events.add(Sent.any(random, i));
      }
      publish(events);

      int deliveries = 0;
      for (var subscriber : subscribers) {
        subscriber.stream().await(LAST, Duration.ofSeconds(30));
        var expected =
            events.stream().filter(subscriber.subscription()::gets).map(Sent::id).toList();
        assertEquals(
            expected,
            subscriber.received(),
            () -> "seed " + seed + ", " + subscriber.subscription());
        deliveries += expected.size();
      }
      assertTrue(deliveries > SUBSCRIBERS, "the events match almost no subscriber");
    } finally {
      subscribers.forEach(subscriber -> subscriber.stream().close());
    }
  }

  private void publish(List<Sent> events) {
    var publisher = Client.publisher(server);
    for (var event : events) {
      publisher.publish(event.json());
    }
    publisher.publish(Map.of("type", LAST, "data", -1));
  }

  private Subscriber subscribe(Subscription subscription) {
    var token = Tokens.dev(server, subscription.claims());
    return new Subscriber(subscription, Client.bearer(server, token).stream(subscription.query()));
  }

  private record Subscriber(Subscription subscription, SseClient stream) {
    /** Numbers of the received events, in their order. */
    List<Integer> received() {
      return stream.events().stream()
          .filter(event -> !event.type().equals(LAST))
          .map(event -> subscription.cloudEvents() ? event.json().get("data") : event.json())
          .map(data -> data.intValue())
          .toList();
    }
  }

  /** A subscriber: the content of their token, and their filter. */
  private record Subscription(
      Claims claims, List<String> types, List<String> topics, String session, boolean cloudEvents) {

    static Subscription any(Random random) {
      var topics = some(random, TOPIC_PATTERNS, 2);
      var claims =
          Claims.of(one(random, USERS))
              .inGroups(some(random, GROUPS, 2).toArray(String[]::new))
              .owning(some(random, SESSIONS, 2).toArray(String[]::new))
              .maySubscribe(topics.toArray(String[]::new));
      return new Subscription(
          claims,
          some(random, TYPE_PATTERNS, 2),
          topics,
          random.nextBoolean() ? one(random, SESSIONS) : "",
          random.nextBoolean());
    }

    String query() {
      var query = new ArrayList<String>();
      if (!types.isEmpty()) {
        query.add("types=" + String.join(",", types) + "," + LAST);
      }
      if (!topics.isEmpty()) {
        query.add("topics=" + String.join(",", topics));
      }
      if (!session.isEmpty()) {
        query.add("session=" + session);
      }
      query.add("format=" + (cloudEvents ? "cloudevents" : "data"));
      return String.join("&", query);
    }

    boolean gets(Sent event) {
      return (event.users().isEmpty() || event.users().contains(claims.user()))
          && (event.groups().isEmpty()
              || event.groups().stream().anyMatch(claims.groups()::contains))
          && getsSession(event)
          && (event.topic().isEmpty() || matchesAny(topics, event.topic(), "/"))
          && (types.isEmpty() || matchesAny(types, event.type(), "\\."));
    }

    private boolean getsSession(Sent event) {
      if (event.session().isEmpty()) {
        return true;
      }
      boolean owned = !event.users().isEmpty() || claims.sessions().contains(session);
      return event.session().equals(session) && owned;
    }

    private static boolean matchesAny(List<String> patterns, String name, String separator) {
      return patterns.stream().anyMatch(pattern -> name.matches(regex(pattern, separator)));
    }

    /** {@code *} is one segment, {@code **} at the end one or more. */
    private static String regex(String pattern, String separator) {
      return pattern
          .replace(".", "\\.")
          .replace("**", "ANY")
          .replace("*", "[^" + separator + "]+")
          .replace("ANY", ".+");
    }
  }

  private record Sent(
      int id, String type, List<String> users, List<String> groups, String session, String topic) {

    static Sent any(Random random, int id) {
      return new Sent(
          id,
          one(random, TYPES),
          random.nextInt(3) == 0 ? some(random, USERS, 2) : List.of(),
          random.nextInt(3) == 0 ? some(random, GROUPS, 2) : List.of(),
          random.nextInt(3) == 0 ? one(random, SESSIONS) : "",
          random.nextInt(3) == 0 ? one(random, TOPICS) : "");
    }

    Map<String, Object> json() {
      var event = new TreeMap<String, Object>(Map.of("type", type, "data", id));
      put(event, "user", String.join(",", users));
      put(event, "group", String.join(",", groups));
      put(event, "session", session);
      put(event, "topic", topic);
      return event;
    }

    private static void put(Map<String, Object> event, String name, String value) {
      if (!value.isEmpty()) {
        event.put(name, value);
      }
    }
  }

  private static <T> T one(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** At most this many, each once. */
  private static List<String> some(Random random, List<String> from, int atMost) {
    int count = random.nextInt(atMost + 1);
    return random.ints(0, from.size()).distinct().limit(count).mapToObj(from::get).toList();
  }
}
