package tidings.push.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tidings.event.Event;

/**
 * Finds the subscriptions an event is for. Each subscription is indexed by user, session, groups,
 * topics and types. An event looks only in the index with the fewest candidates, and each candidate
 * is then checked in full. Not thread-safe: the router's lock guards it.
 */
final class SubscriptionIndex {

  private final Map<String, Set<Subscription>> byUser = new HashMap<>();
  private final Map<String, Set<Subscription>> bySession = new HashMap<>();
  private final Map<String, Set<Subscription>> byGroup = new HashMap<>();
  private final PatternIndex<Subscription> byTopic = new PatternIndex<>('/');
  private final PatternIndex<Subscription> byType = new PatternIndex<>('.');
  private long events;

  void add(Subscription subscription) {
    var filter = subscription.filter();
    addTo(byUser, subscription.caller().user(), subscription);
    subscription.caller().groups().forEach(group -> addTo(byGroup, group, subscription));
    if (filter.session() != null) {
      addTo(bySession, filter.session(), subscription);
    }
    filter.topics().forEach(topic -> byTopic.add(topic, subscription));
    filter.types().forEach(type -> byType.add(type, subscription));
  }

  void remove(Subscription subscription) {
    var filter = subscription.filter();
    removeFrom(byUser, subscription.caller().user(), subscription);
    subscription.caller().groups().forEach(group -> removeFrom(byGroup, group, subscription));
    if (filter.session() != null) {
      removeFrom(bySession, filter.session(), subscription);
    }
    filter.topics().forEach(topic -> byTopic.remove(topic, subscription));
    filter.types().forEach(type -> byType.remove(type, subscription));
  }

  private static void addTo(
      Map<String, Set<Subscription>> under, String key, Subscription subscription) {
    under.computeIfAbsent(key, _ -> new HashSet<>(2)).add(subscription);
  }

  private static void removeFrom(
      Map<String, Set<Subscription>> from, String key, Subscription subscription) {
    var filed = from.get(key);
    if (filed != null && filed.remove(subscription) && filed.isEmpty()) {
      from.remove(key);
    }
  }

  /** Calls the receiver once for each subscription that admits the event. */
  void forEach(Event event, Consumer<Subscription> receiver) {
    long number = ++events;
    for (var candidates : fewest(event)) {
      for (var subscription : candidates) {
        if (subscription.tryVisit(number) && subscription.admits(event)) {
          receiver.accept(subscription);
        }
      }
    }
  }

  /** The subscriptions to check: every one the event can be for is among them. */
  List<Set<Subscription>> fewest(Event event) {
    var audience = event.audience();
    var best = new Candidates();
    byType.match(event.type(), best);
    if (audience.topic() != null) {
      var topics = new Candidates();
      byTopic.match(audience.topic(), topics);
      best = best.smaller(topics);
    }
    if (!audience.groups().isEmpty()) {
      best = best.smaller(filed(byGroup, audience.groups()));
    }
    if (!audience.users().isEmpty()) {
      best = best.smaller(filed(byUser, audience.users()));
    }
    if (audience.session() != null) {
      best = best.smaller(filed(bySession, List.of(audience.session())));
    }
    return best.sets;
  }

  private static Candidates filed(Map<String, Set<Subscription>> under, Collection<String> keys) {
    var candidates = new Candidates();
    for (var key : keys) {
      candidates.accept(under.getOrDefault(key, Set.of()));
    }
    return candidates;
  }

  /** Sets whose union holds every subscription the event can be for. */
  private static final class Candidates implements Consumer<Set<Subscription>> {
    private final List<Set<Subscription>> sets = new ArrayList<>(2);
    private int size;

    @Override
    public void accept(Set<Subscription> set) {
      sets.add(set);
      size += set.size();
    }

    Candidates smaller(Candidates other) {
      return other.size < size ? other : this;
    }
  }
}
