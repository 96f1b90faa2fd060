package tidings.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TicketsTest {

  private static final Caller ALICE =
      new Caller("alice", Set.of("ops"), Grants.NONE, "t-1", Instant.MAX);

  private final AtomicLong nanos = new AtomicLong();
  private final Tickets tickets = new Tickets(InstantSource.system(), nanos::get);

  @Test
  void aTicketIsItsCallersOnce() {
    var ticket = tickets.issue(ALICE);
    assertThat(tickets.redeem(ticket)).hasValue(ALICE);
    assertThat(tickets.redeem(ticket)).isEmpty();
  }

  @Test
  void aUsedTicketResumesItsStreamAndEndsTheOneItHadOpen() {
    var ticket = tickets.issue(ALICE);
    assertThat(tickets.resume(ticket)).isEmpty();
    tickets.redeem(ticket);
    assertThat(tickets.resume(ticket)).isEmpty(); // it has no stream yet

    var ended = new AtomicInteger();
    tickets.recordOpened(ticket, ended::incrementAndGet);
    assertThat(tickets.resume(ticket)).hasValue(ALICE);
    assertThat(tickets.redeem(ticket)).isEmpty();
    tickets.recordOpened(ticket, () -> {});

    assertThat(ended).hasValue(1);
    assertThat(tickets.resume(ticket)).hasValue(ALICE);
  }

  @Test
  void aTicketResumesNothingAfterItsTokenHasEnded() {
    var now = Instant.parse("2026-01-31T12:00:00Z");
    var mortal = new Caller("bob", Set.of(), Grants.NONE, "t-2", now.plusSeconds(60));
    var timed = new Tickets(InstantSource.fixed(now), nanos::get);
    var ticket = timed.issue(mortal);
    timed.redeem(ticket);
    timed.recordOpened(ticket, () -> {});

    nanos.addAndGet(Duration.ofSeconds(60).toNanos() - 1);
    assertThat(timed.resume(ticket)).hasValue(mortal);
    nanos.addAndGet(1);
    assertThat(timed.resume(ticket)).isEmpty();
  }

  @Test
  void aTicketWhoseRequestWasRejectedIsValidAsBefore() {
    var ticket = tickets.issue(ALICE);
    tickets.redeem(ticket);
    tickets.restore(ticket);
    assertThat(tickets.redeem(ticket)).hasValue(ALICE);
    tickets.recordOpened(ticket, () -> {});
    tickets.restore(ticket);
    assertThat(tickets.redeem(ticket)).isEmpty();
  }

  @Test
  void aTicketIsGoodForThirtySeconds() {
    var ticket = tickets.issue(ALICE);
    var other = tickets.issue(ALICE);
    nanos.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
    assertThat(tickets.redeem(ticket)).isPresent();
    nanos.addAndGet(1);
    assertThat(tickets.redeem(other)).isEmpty();
  }

  @Test
  void aTicketCannotBeGuessed() {
    assertThat(tickets.redeem("")).isEmpty();
    assertThat(tickets.redeem("A".repeat(43))).isEmpty();
    var given = IntStream.range(0, 100).mapToObj(_ -> tickets.issue(ALICE)).toList();
    assertThat(given).doesNotHaveDuplicates().allMatch(ticket -> ticket.matches("[\\w-]{43}"));
  }

  @Test
  void ofManyThatRedeemAtOnceOneSucceeds() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      var ticket = tickets.issue(ALICE);
      var redeemed = new AtomicInteger();
      var threads =
          IntStream.range(0, 4)
              .mapToObj(
                  _ ->
                      Thread.ofVirtual()
                          .start(
                              () ->
                                  tickets
                                      .redeem(ticket)
                                      .ifPresent(_ -> redeemed.incrementAndGet())))
              .toList();
      for (var thread : threads) {
        thread.join();
      }
      assertThat(redeemed).hasValue(1);
    }
  }
}
