package tidings.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditEvent.Kind;
import tidings.platform.security.AuditEvent.Outcome;
import tidings.platform.security.AuditSettings;

class AuditTest {

  private static final Instant AT = Instant.parse("2026-11-29T12:00:00Z");
  private static final String LINE = "x".repeat(99); // 100 bytes with its end

  @TempDir private Path folder;

  private static AuditEvent call(String user, @Nullable String target, int status) {
    return new AuditEvent(
        Kind.ADMIN, user, "POST /api/admin/drain", "10.0.0.1", target, new Outcome(status));
  }

  @Test
  void aLineSaysWhoDidWhatToWhatFromWhereAndWhatBecameOfIt() {
    assertThat(AuditLine.of(call("root", "this node", 202), AT))
        .isEqualTo(
            "{\"user\":\"root\",\"call\":\"POST /api/admin/drain\",\"address\":\"10.0.0.1\","
                + "\"status\":202,\"outcome\":\"success\",\"target\":\"this node\","
                + "\"kind\":\"admin\",\"at\":\"2026-11-29T12:00:00Z\"}");
  }

  /** A user whose name would forge a second line, or hide a part of this one. */
  @Test
  void nothingThatEndsALineOrIsNotSeenPasses() {
    var name = "a\r\nINFO b\u0000\u0085\u2028\u2029\u202e\u200b\u007f\"\\$1";
    var line = AuditLine.of(call(name, name, 403), AT);
    assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    try (var reader = Json.createReader(new StringReader(line))) {
      var read = reader.readObject();
      assertThat(read.getString("user")).as("and nothing is lost").isEqualTo(name);
      assertThat(read.getString("target")).isEqualTo(name);
    }
  }

  @Test
  void aLineIsBounded() {
    var line = AuditLine.of(call("u".repeat(100_000), "t".repeat(100_000), 200), AT);
    assertThat(line).hasSizeLessThan(3_000);
  }

  @ParameterizedTest
  @CsvSource({"202, success", "302, success", "400, refused", "403, refused", "503, failed"})
  void anOutcomeIsOneOfThreeWords(int status, String word) {
    assertThat(new Outcome(status).label()).isEqualTo(word);
  }

  @Test
  void ordinaryUsersDoNotWriteToTheFileOfAdministrators() {
    assertThat(call("root", null, 202).isOfAdministrators()).isTrue();
    assertThat(call("root", null, 404).isOfAdministrators()).isTrue();
    assertThat(call("mallory", null, 403).isOfAdministrators()).isFalse();
    var signIn =
        new AuditEvent(Kind.SIGN_IN, null, "GET /", "10.0.0.1", "expiry", new Outcome(401));
    assertThat(signIn.isOfAdministrators()).isFalse();
  }

  @Test
  void aFullFileIsRotatedAndTheOldestIsGone() throws IOException {
    var path = folder.resolve("new/audit.log");
    try (var file = new AuditFile(path, 200, 3)) {
      for (int i = 0; i < 2; i++) {
        file.append(LINE);
      }
      assertThat(path).as("exactly full").hasSize(200);
      assertThat(path.resolveSibling("audit.log.1")).doesNotExist();
      for (int i = 0; i < 6; i++) {
        file.append(LINE);
      }
    }
    for (var name : new String[] {"audit.log", "audit.log.1", "audit.log.2"}) {
      assertThat(path.resolveSibling(name)).hasSize(200);
    }
    assertThat(path.resolveSibling("audit.log.3")).doesNotExist();
  }

  @Test
  void aFileThatIsThereIsContinued() throws IOException {
    var path = folder.resolve("audit.log");
    for (int i = 0; i < 3; i++) {
      try (var file = new AuditFile(path, 200, 2)) {
        file.append("line " + i);
      }
    }
    assertThat(Files.readAllLines(path)).containsExactly("line 0", "line 1", "line 2");
    try (var file = new AuditFile(path, 25, 1)) {
      file.append(LINE);
    }
    assertThat(Files.readAllLines(path)).as("one file alone").containsExactly(LINE);
  }

  @Test
  void aFileThatCannotBeWrittenIsAFailure() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> new AuditFile(file.resolve("audit.log"), 200, 2).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusedCallsOfOneSourceAndOfAllAreBoundedInAMinute() {
    var bound = new RefusalLimit(2, 3, 0);
    assertThat(bound.admits("a", 1)).isTrue();
    assertThat(bound.admits("a", 2)).isTrue();
    assertThat(bound.admits("a", 3)).as("of one source").isFalse();
    assertThat(bound.admits("b", 4)).isTrue();
    assertThat(bound.admits("c", 5)).as("of all").isFalse();
    assertThat(bound.takeSuppressed(6)).as("there may be more").isZero();
    long minute = 60_000_000_000L;
    assertThat(bound.takeSuppressed(minute - 1)).isZero();
    assertThat(bound.takeSuppressed(minute)).isEqualTo(2);
    assertThat(bound.admits("a", minute)).isTrue();
    assertThat(bound.takeSuppressed(2 * minute)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"65535, 1, audit", "65536, 0, audit", "65536, 1, a/*", "65536, 1, a//b"})
  void settingsThatCannotBeAreRefused(long bytes, int files, String topic) {
    assertThatThrownBy(
            () ->
                new AuditSettings(
                    new AuditSettings.Files(null, null, bytes, files),
                    topic,
                    new AuditSettings.Refusals(1, 1),
                    false,
                    false))
        .isInstanceOf(IllegalArgumentException.class);
    var path = folder.resolve("audit.log");
    assertThatThrownBy(
            () ->
                new AuditSettings(
                    new AuditSettings.Files(path, path, 65536, 1),
                    "audit",
                    new AuditSettings.Refusals(1, 1),
                    false,
                    false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
