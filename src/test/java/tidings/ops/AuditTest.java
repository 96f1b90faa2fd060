package tidings.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import tidings.security.AdminCall;

class AuditTest {

  @Test
  void aLineSaysWhoDidWhatFromWhereAndWhatBecameOfIt() {
    var call = new AdminCall("root", "POST /api/admin/drain", "10.0.0.1", 202);
    assertThat(Audit.line(call))
        .isEqualTo(
            "{\"user\":\"root\",\"call\":\"POST /api/admin/drain\","
                + "\"address\":\"10.0.0.1\",\"status\":202}");
  }

  /** A user whose name would forge a second line, or hide a part of this one. */
  @Test
  void nothingThatEndsALineOrIsNotSeenPasses() {
    var name = "a\r\nINFO b\u0000\u0085\u2028\u2029\u202e\u200b\u007f\"\\$1";
    var line = Audit.line(new AdminCall(name, "GET /", "::1", 403));
    assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    try (var reader = Json.createReader(new StringReader(line))) {
      assertThat(reader.readObject().getString("user")).as("and nothing is lost").isEqualTo(name);
    }
  }
}
