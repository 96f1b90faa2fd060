package tidings.push.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidings.event.Audience;
import tidings.event.Event;
import tidings.event.Pattern;
import tidings.event.TestEvent;
import tidings.platform.security.Caller;
import tidings.platform.security.Grant;
import tidings.platform.security.Grants;
import tidings.push.connection.Connections;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.FakeTime;
import tidings.push.connection.Fixtures;
import tidings.sse.Format;

/** A thousand streams that all accept every type: an event for a few of them must not check all. */
class SubscriptionIndexTest {

  private static final int STREAMS = 1000;

  private final FakeTime time = new FakeTime();
  private final Connections connections = Fixtures.connections(time);
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final List<Subscription> subscriptions = new ArrayList<>();

  @BeforeEach
  void subscribe() {
    for (int i = 0; i < STREAMS; i++) {
      var grants = new Grants(List.of(Grant.of(Pattern.ofTopic("**"))), List.of(), Set.of("s" + i));
      var caller =
          new Caller(
              "u" + i / 2,
              Set.of("all", "g" + i / 10),
              grants,
              null,
              time.instant().plusSeconds(9));
      var filter =
          new Filter(
              Set.of(Filter.ALL_TYPES),
              Set.of(Pattern.ofTopic("orders/" + i % 100)),
              "s" + i,
              Format.DATA);
      var connection = connections.open(caller, "10.0.0.1", new FakeFrameSink());
      var subscription = Subscription.live(connection, filter);
      subscriptions.add(subscription);
      index.add(subscription);
    }
  }

  private static Event event(Audience audience) {
    return TestEvent.of("order.placed", "1").audience(audience).event();
  }

  private static Audience audience(
      Set<String> users, @Nullable String session, Set<String> groups, @Nullable String topic) {
    return new Audience(users, session, groups, topic);
  }

  private int candidates(Audience audience) {
    return index.fewest(event(audience)).stream().mapToInt(Set::size).sum();
  }

  private int admitted(Audience audience) {
    var found = new ArrayList<Subscription>();
    index.forEach(event(audience), found::add);
    assertThat(found).doesNotHaveDuplicates();
    return found.size();
  }

  @Test
  void anEventForUsersLooksAtTheirStreamsOnly() {
    var audience = audience(Set.of("u3", "u4"), null, Set.of(), null);
    assertThat(candidates(audience)).isEqualTo(4);
    assertThat(admitted(audience)).isEqualTo(4);
  }

  @Test
  void anEventForASessionLooksAtItsStreamsOnly() {
    assertThat(candidates(audience(Set.of(), "s7", Set.of(), null))).isEqualTo(1);
  }

  @Test
  void anEventForAGroupLooksAtItsStreamsOnly() {
    assertThat(candidates(audience(Set.of(), null, Set.of("g5"), null))).isEqualTo(10);
  }

  @Test
  void anEventForATopicLooksAtItsStreamsOnly() {
    assertThat(candidates(audience(Set.of(), null, Set.of(), "orders/42"))).isEqualTo(10);
  }

  @Test
  void ofSeveralAttributesTheRarestIsAsked() {
    var audience = audience(Set.of("u21"), "s42", Set.of("all"), "orders/42");
    assertThat(candidates(audience)).isEqualTo(1);
    assertThat(admitted(audience)).isEqualTo(1);
  }

  @Test
  void anEventWithoutRecipientsChecksNoSubscription() {
    assertThat(candidates(audience(Set.of("stranger"), null, Set.of("all"), null))).isZero();
  }

  @Test
  void anEventForEveryoneReachesEveryone() {
    assertThat(admitted(Audience.EVERYONE)).isEqualTo(STREAMS);
  }

  @Test
  void aStreamInTwoOfAnEventsGroupsIsMetOnce() {
    assertThat(admitted(audience(Set.of(), null, Set.of("g5", "all"), null))).isEqualTo(STREAMS);
  }

  @Test
  void removedSubscriptionIsNotACandidate() {
    subscriptions.forEach(index::remove);
    assertThat(candidates(Audience.EVERYONE)).isZero();
    assertThat(candidates(audience(Set.of("u1"), null, Set.of(), null))).isZero();
    assertThat(candidates(audience(Set.of(), "s1", Set.of(), null))).isZero();
    assertThat(candidates(audience(Set.of(), null, Set.of("all"), null))).isZero();
    assertThat(candidates(audience(Set.of(), null, Set.of(), "orders/1"))).isZero();
  }
}
