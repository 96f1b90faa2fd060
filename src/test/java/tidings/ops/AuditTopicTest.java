package tidings.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.log.LogUnavailableException;
import tidings.log.RecordingLog;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditEvent.Kind;
import tidings.platform.security.AuditEvent.Outcome;
import tidings.platform.security.AuditSettings;

/** The audit log's lines as events of a topic. */
class AuditTopicTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-30T02:00:00Z"), ZoneOffset.UTC);

  private final RecordingLog log = new RecordingLog();

  private static Audit audit(RecordingLog log, @Nullable String topic) {
    var settings =
        new AuditSettings(
            new AuditSettings.Files(null, null, 65_536, 1),
            topic,
            new AuditSettings.Refusals(20, 300),
            true,
            true);
    return new Audit(settings, new AuditTopic(settings, log, CLOCK), CLOCK);
  }

  private static AuditEvent event(Kind kind, @Nullable String target, int status) {
    return new AuditEvent(
        kind, "root", "POST /api/admin/drain", "10.0.0.1", target, new Outcome(status));
  }

  @ParameterizedTest
  @CsvSource({"ADMIN, 202, audit.admin", "ADMIN, 403, audit.admin", "SIGN_IN, 401, audit.sign-in"})
  void administratorsOperationsAndFailedSignInsAreEventsOfTheTopic(
      Kind kind, int status, String type) {
    audit(log, "audit/tidings").record(event(kind, "this node", status));
    assertThat(log.appended()).singleElement().extracting(Event::type).isEqualTo(type);
    var event = log.appended().getFirst();
    assertThat(event.audience()).isEqualTo(new Audience(Set.of(), null, Set.of(), "audit/tidings"));
    assertThat(event.id().publisher()).isEqualTo(PublisherId.SERVER);
    assertThat(event.id().source()).isEqualTo("tidings:audit");
    assertThat(event.subject()).isEqualTo("this node");
    var line = AuditLine.of(event(kind, "this node", status), CLOCK.instant());
    assertThat(event.data()).isEqualTo(new Data.Json(line));
  }

  @Test
  void eventsThatOthersCanCauseAreNotPublished() {
    var audit = audit(log, "audit/tidings");
    audit.record(event(Kind.PUBLISH, null, 202));
    audit.record(event(Kind.TOOL, null, 200));
    audit(log, null).record(event(Kind.ADMIN, null, 202));
    assertThat(log.appended()).isEmpty();
  }

  @Test
  void withoutATargetTheSubjectIsTheCallAndWhatNoSubjectMayHaveIsLeftOut() {
    var audit = audit(log, "audit/tidings");
    audit.record(event(Kind.ADMIN, null, 202));
    audit.record(event(Kind.ADMIN, "a\nb", 202));
    audit.record(event(Kind.ADMIN, "x".repeat(100_000), 202));
    assertThat(log.appended()).extracting(Event::subject).startsWith("POST /api/admin/drain", null);
    assertThat(log.appended().getLast().subject()).hasSizeLessThanOrEqualTo(1024);
  }

  @Test
  void eventsThatTheLogRejectsAreCountedAndStopNothing() {
    var audit = audit(RecordingLog.failing(new LogUnavailableException("away", null)), "audit");
    audit.record(event(Kind.ADMIN, null, 202));
    assertThat(audit.lost()).isEqualTo(1);
  }
}
