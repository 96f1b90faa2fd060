package tidings.runs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.ingress.postgres.FakeLog;

class RunEventsTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00.123456Z");

  private final FakeLog log = new FakeLog();
  private final RunEvents events = new RunEvents(log, Clock.systemUTC());

  private static RunInfo run(String owner, Instant created) {
    return new RunInfo("r-0123456789abcdef", owner, RunKind.CHAT, null, "m", "node", created);
  }

  @Test
  void aRunOfTheSameIdMakesNoEventOfAnothersADuplicate() {
    for (var run :
        new RunInfo[] {
          run("mallory", START), run("victim", START), run("victim", START.plusSeconds(1))
        }) {
      events.publish(run, RunState.RUNNING);
      events.publish(run, RunState.FAILED);
    }
    assertThat(log.all())
        .extracting(event -> event.audience().users())
        .containsExactly(
            Set.of("mallory"),
            Set.of("mallory"),
            Set.of("victim"),
            Set.of("victim"),
            Set.of("victim"),
            Set.of("victim"));
    assertThat(log.all())
        .extracting(event -> event.id().publisher())
        .containsOnly(PublisherId.SERVER);
  }

  @Test
  void anEndThatSeveralNodesReportIsPublishedOnce() {
    events.publish(run("Doe, Jane", START), RunState.FAILED);
    events.publish(run("Doe, Jane", Instant.ofEpochMilli(START.toEpochMilli())), RunState.FAILED);
    assertThat(log.all()).extracting(Event::type).containsExactly("run.failed");
  }

  @Test
  void anIdFitsForAnyOwnersName() {
    events.publish(run("x".repeat(1024), START), RunState.CANCELLED);
    assertThat(log.all().getFirst().id().id()).hasSizeLessThan(128);
  }
}
