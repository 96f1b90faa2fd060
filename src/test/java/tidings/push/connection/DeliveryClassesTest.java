package tidings.push.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tidings.event.Priority.HIGH;
import static tidings.event.Priority.LOW;
import static tidings.event.Priority.NORMAL;
import static tidings.push.connection.Events.behind;
import static tidings.push.connection.Events.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.event.Audience;
import tidings.event.PublisherId;
import tidings.log.Cursor;
import tidings.log.Offset;
import tidings.push.connection.FrameQueue.Offer;
import tidings.sse.EventStreamParser;
import tidings.sse.EventStreamParser.Message;
import tidings.sse.Frame;
import tidings.sse.Gap;

/** The order of a waiting queue, and the frames that a full queue drops. */
class DeliveryClassesTest {

  private final FakeTime time = new FakeTime();
  private final ConnectionMetrics metrics = new ConnectionMetrics();
  private final FrameQueue queue = queue(5);

  private FrameQueue queue(int frames) {
    return new FrameQueue(new FrameQueue.Limits(frames, 1 << 20, time, metrics, Fixtures.UNPACED));
  }

  private static List<Message> messages(List<Frame> frames) {
    var messages = new ArrayList<Message>();
    var parser = new EventStreamParser(messages::add);
    frames.forEach(frame -> parser.feed(frame.bytes()));
    return messages;
  }

  private List<Message> take(FrameQueue from) {
    return messages(requireNonNull(from.take(false)));
  }

  private static List<String> data(List<Message> messages) {
    return messages.stream().map(Message::data).toList();
  }

  private static List<String> ids(List<Message> messages) {
    return messages.stream().map(Message::lastEventId).toList();
  }

  private static String id(Cursor cursor, int... ahead) {
    var places = new ArrayList<Offset>();
    for (int position : ahead) {
      places.add(new Offset(0, position));
    }
    return cursor.ahead(places).toString();
  }

  @Test
  void withoutPrioritiesTheFramesAreThoseThatWereOffered() {
    var first = event(0, NORMAL);
    var second = event(1, NORMAL);
    queue.offer(first);
    queue.offer(second);
    assertThat(queue.take(false)).containsExactly(first, second);
  }

  @Test
  void highPrecedesNormalAndNormalPrecedesLow() {
    queue.offer(event(0, LOW));
    queue.offer(event(1, NORMAL));
    queue.offer(event(2, HIGH));
    queue.offer(event(3, NORMAL));
    queue.offer(event(4, HIGH));
    assertThat(data(take(queue))).containsExactly("2", "4", "1", "3", "0");
  }

  @Test
  void idOfAReorderedEventDoesNotCoverTheEventsBehindIt() {
    queue.offer(event(0, LOW));
    queue.offer(event(1, NORMAL));
    queue.offer(event(2, HIGH));
    assertThat(ids(take(queue)))
        .containsExactly(
            id(behind(-1), 2), // the high one, ahead of everything
            id(behind(-1), 1, 2),
            id(behind(2)));
  }

  @Test
  void takenFramesAreNotReordered() {
    queue.offer(event(0, NORMAL));
    assertThat(data(take(queue))).containsExactly("0");
    queue.offer(event(1, HIGH));
    var later = take(queue);
    assertThat(ids(later)).containsExactly(id(behind(1)));
  }

  @Test
  void reorderingIsLimitedToTheCapacityOfACursor() {
    var roomy = queue(100);
    roomy.offer(event(0, NORMAL));
    for (int i = 1; i <= Cursor.MAX_AHEAD + 1; i++) {
      roomy.offer(event(i, HIGH));
    }
    var order = data(take(roomy));
    assertThat(order.indexOf("0")).isEqualTo(Cursor.MAX_AHEAD);
    assertThat(order).hasSize(Cursor.MAX_AHEAD + 2).doesNotHaveDuplicates();
  }

  @Test
  void theNewestOfAKeyReplacesTheOlderOneAndThatIsReported() {
    queue.offer(event(0, NORMAL, "a", null));
    queue.offer(event(1, NORMAL));
    assertThat(queue.offer(event(2, NORMAL, "a", null))).isEqualTo(Offer.QUEUED);
    queue.offer(event(3, NORMAL, "b", null));
    var messages = take(queue);
    assertThat(messages.getFirst().type()).isEqualTo("tidings.gap");
    assertThat(messages.getFirst().data())
        .contains(
            "\"reason\":\"overflow\"",
            "\"from\":\"" + behind(-1) + "\"",
            "\"to\":\"" + behind(0) + "\"",
            "\"dropped\":{\"conflated\":1,\"expired\":0,\"low\":0}");
    assertThat(messages.getFirst().lastEventId()).as("a gap moves no cursor").isEmpty();
    assertThat(data(messages.subList(1, 4))).containsExactly("2", "1", "3");
    assertThat(ids(messages.subList(1, 4)))
        .containsExactly(id(behind(0), 2), id(behind(2)), id(behind(3)));
    assertThat(metrics.droppedFor(DropReason.CONFLATED)).isEqualTo(1);
  }

  @Test
  void anEventReplacesNoneOfAnotherPublisherOrForAnotherAudience() {
    var market = PublisherId.user("market");
    var prices = new Audience(Set.of(), null, Set.of(), "prices/eu");
    var room = new Audience(Set.of(), null, Set.of(), "rooms/1");
    queue.offer(event(0, NORMAL, "ACME", null, market, prices));
    queue.offer(event(1, NORMAL, "ACME", null, PublisherId.user("mallory"), prices));
    queue.offer(event(2, NORMAL, "ACME", null, market, room));
    assertThat(data(take(queue))).containsExactly("0", "1", "2");
  }

  @Test
  void aKeyThatHasBeenTakenIsNotReplaced() {
    queue.offer(event(0, NORMAL, "a", null));
    assertThat(data(take(queue))).containsExactly("0");
    queue.offer(event(1, NORMAL, "a", null));
    assertThat(data(take(queue))).containsExactly("1");
  }

  @Test
  void aFullQueueStillTakesANewerEventOfAKey() {
    for (int i = 0; i < 5; i++) {
      queue.offer(event(i, NORMAL, "k" + i, null));
    }
    assertThat(queue.offer(event(5, NORMAL, "k3", null))).isEqualTo(Offer.QUEUED);
    assertThat(queue.offer(event(6, NORMAL, "k6", null))).isEqualTo(Offer.FULL);
  }

  @Test
  void aNewerEventOfAKeyMayNotGrowTheQueuePastItsBytes() {
    var small =
        new FrameQueue(
            new FrameQueue.Limits(
                5, 2L * event(0, NORMAL, "a", null).size(), time, metrics, Fixtures.UNPACED));
    small.offer(event(0, NORMAL, "a", null));
    small.offer(event(1, NORMAL, "b", null));
    var larger = event(1_000_000_000, NORMAL, "a", null);
    assertThat(small.offer(larger)).isEqualTo(Offer.FULL);
  }

  @Test
  void eventThatExpiresInTheQueueIsNotWrittenAndReported() {
    queue.offer(event(0, NORMAL, null, time.instant().plusSeconds(1)));
    queue.offer(event(1, NORMAL, null, time.instant().plusSeconds(3)));
    time.pass(Duration.ofSeconds(1));
    var messages = take(queue);
    assertThat(messages.getFirst().data()).contains("\"expired\":1");
    assertThat(data(messages.subList(1, 2))).containsExactly("1");
    assertThat(metrics.droppedFor(DropReason.EXPIRED)).isEqualTo(1);
  }

  @Test
  void aFullQueueDropsExpiredFramesBeforeLowOnes() {
    queue.offer(event(0, LOW));
    queue.offer(event(1, NORMAL, null, time.instant().plusSeconds(1)));
    for (int i = 2; i < 5; i++) {
      queue.offer(event(i, NORMAL));
    }
    time.pass(Duration.ofSeconds(2));
    assertThat(queue.offer(event(5, NORMAL))).isEqualTo(Offer.QUEUED);
    assertThat(metrics.droppedFor(DropReason.EXPIRED)).isEqualTo(1);
    assertThat(metrics.droppedFor(DropReason.LOW)).isZero();

    assertThat(queue.offer(event(6, NORMAL))).isEqualTo(Offer.QUEUED);
    assertThat(metrics.droppedFor(DropReason.LOW)).isEqualTo(1);
    assertThat(queue.offer(event(7, NORMAL))).as("no frame is left to drop").isEqualTo(Offer.FULL);

    var messages = take(queue);
    assertThat(messages.getFirst().data())
        .contains("\"dropped\":{\"conflated\":0,\"expired\":1,\"low\":1}")
        .contains("\"from\":\"" + behind(-1) + "\",\"to\":\"" + behind(1) + "\"");
    assertThat(data(messages.subList(1, 6))).containsExactly("2", "3", "4", "5", "6");
  }

  @Test
  void theOldestOfLowPriorityGoesFirst() {
    for (int i = 0; i < 5; i++) {
      queue.offer(event(i, i % 2 == 0 ? LOW : NORMAL));
    }
    queue.offer(event(5, NORMAL));
    assertThat(data(take(queue)).subList(1, 6)).containsExactly("1", "3", "5", "2", "4");
  }

  @Test
  void lowPriorityFrameForAFullQueueIsDroppedItself() {
    for (int i = 0; i < 5; i++) {
      queue.offer(event(i, NORMAL));
    }
    assertThat(queue.offer(event(5, LOW))).isEqualTo(Offer.DROPPED);
    var messages = take(queue);
    assertThat(messages.getFirst().data()).contains("\"low\":1");
    assertThat(messages).hasSize(6);
  }

  @Test
  void aGapFollowsTheFirstFrameOfTheStream() {
    queue.offerControl(Frame.opening("event: tidings.open\nid: x\ndata: {}\n\n".getBytes(UTF_8)));
    for (int i = 0; i < 5; i++) {
      queue.offer(event(i, LOW));
    }
    assertThat(take(queue).stream().map(Message::type))
        .containsExactly("tidings.open", "tidings.gap", "tick", "tick", "tick", "tick");
  }

  @Test
  void aStreamThatIsClosedAsSlowTellsNoGap() {
    for (int i = 0; i < 6; i++) {
      queue.offer(event(i, LOW));
    }
    var last = Frame.control("event: tidings.close\ndata: {}\n\n".getBytes(UTF_8));
    queue.end(last, true);
    assertThat(queue.take(false)).containsExactly(last);
  }

  /** The same frame in a log of a later epoch. */
  private static Frame inAnotherLog(Frame frame) {
    return frame.at(Cursor.of(8, List.of(frame.cursor().next(0))));
  }

  @Test
  void nothingIsReorderedAheadOfANewEpoch() {
    var begin = Cursor.of(8, List.of(0L));
    queue.offer(event(4, NORMAL));
    queue.offer(event(5, HIGH));
    queue.offerControl(Frame.control(Gap.before(Gap.Reason.EPOCH, behind(5), begin)));
    queue.offer(inAnotherLog(event(0, NORMAL)));
    queue.offer(inAnotherLog(event(1, HIGH)));

    var taken = take(queue);
    assertThat(data(taken)).satisfies(data -> assertThat(data.get(2)).contains("epoch"));
    assertThat(data(taken)).element(0).isEqualTo("5");
    assertThat(data(taken)).element(1).isEqualTo("4");
    assertThat(data(taken)).endsWith("1", "0").hasSize(5);
    assertThat(ids(taken))
        .containsExactly(
            id(behind(3), 5),
            id(behind(5)),
            id(begin),
            id(begin, 1),
            id(Cursor.of(8, List.of(2L))));
  }

  @Test
  void anEventOfANewEpochReplacesNoOlderOne() {
    queue.offer(event(5, NORMAL, "key", null));
    queue.offer(inAnotherLog(event(0, NORMAL, "key", null)));
    queue.offer(inAnotherLog(event(1, NORMAL, "key", null)));

    assertThat(data(take(queue))).first().satisfies(gap -> assertThat(gap).contains("overflow"));
    queue.offer(event(6, NORMAL, "key", null));
    queue.offer(inAnotherLog(event(2, NORMAL, "key", null)));
    assertThat(data(take(queue))).containsExactly("6", "2");
  }

  /** A gap of the same log: its id must not cover the frames that waited before it. */
  @Test
  void gapsAreNeverReordered() {
    queue.offer(event(4, NORMAL));
    queue.offer(event(5, HIGH));
    queue.offerControl(Frame.control(Gap.before(Gap.Reason.EXPIRED, behind(5), behind(8))));
    queue.offer(event(9, NORMAL));
    queue.offer(event(10, HIGH));

    var taken = take(queue);
    assertThat(data(taken).subList(0, 2)).containsExactly("5", "4");
    assertThat(taken.get(2).type()).isEqualTo("tidings.gap");
    assertThat(data(taken).subList(3, 5)).containsExactly("10", "9");
    assertThat(ids(taken))
        .containsExactly(
            id(behind(3), 5), id(behind(5)), id(behind(8)), id(behind(8), 10), id(behind(10)));
  }

  @Test
  void anEventTakesNoPlaceBeforeAGap() {
    queue.offer(event(4, NORMAL, "key", null));
    queue.offerControl(Frame.control(Gap.before(Gap.Reason.EXPIRED, behind(4), behind(8))));
    queue.offer(event(9, NORMAL, "key", null));

    assertThat(data(take(queue)))
        .satisfies(data -> assertThat(data).hasSize(3))
        .startsWith("4")
        .endsWith("9");
  }

  /** The id of a waiting gap covers the frames that were dropped before it. */
  @Test
  void dropsAreReportedBeforeAnyOtherGap() {
    queue.offerControl(Frame.control(Gap.before(Gap.Reason.EXPIRED, behind(1), behind(3))));
    for (int i = 4; i < 9; i++) {
      queue.offer(event(i, LOW));
    }
    var taken = take(queue);
    assertThat(data(taken).getFirst()).contains("overflow");
    assertThat(data(taken).get(1)).contains("expired");
  }

  @Test
  void dropsOfTwoLogsAreReportedSeparately() {
    for (int i = 0; i < 5; i++) {
      queue.offer(event(i, LOW));
    }
    for (int i = 0; i < 3; i++) {
      queue.offer(inAnotherLog(event(i, LOW)));
    }
    for (int i = 3; i < 8; i++) {
      queue.offer(inAnotherLog(event(i, NORMAL)));
    }
    var taken = take(queue);
    assertThat(data(taken).subList(0, 2)).allSatisfy(gap -> assertThat(gap).contains("overflow"));
    assertThat(data(taken).getFirst()).contains("\"to\":\"" + behind(4) + "\"", "\"low\":5");
    assertThat(data(taken).get(1)).contains("\"to\":\"" + Cursor.of(8, List.of(3L)), "\"low\":3");
  }
}
