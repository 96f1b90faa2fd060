package tidings.runs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditEvent.Kind;
import tidings.platform.security.AuditEvent.Outcome;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.runs.tool.builtin.Calculator;

class OfferedToolTest {

  private final RecordingTrail trail = new RecordingTrail(true);
  private final Tool tool =
      new OfferedTool("builtin_calculator", "builtin", new Calculator(), trail);
  private final Caller alice =
      new Caller(
          "alice",
          Set.of(),
          new Grants(List.of(), List.of(), Set.of()),
          "t-1",
          Instant.parse("2030-01-01T00:00:00Z"));

  private static AuditEvent called(int status) {
    return new AuditEvent(
        Kind.TOOL, "alice", "tool builtin/calculator", null, null, new Outcome(status));
  }

  @Test
  void eachCallIsAuditedWithItsOutcomeAndWithoutItsArguments() throws InterruptedException {
    var sum = JsonNodeFactory.instance.objectNode().put("expression", "20+22");
    assertThat(tool.call(sum, alice)).contains("42");
    var nonsense = JsonNodeFactory.instance.objectNode().put("expression", "20+");
    assertThatThrownBy(() -> tool.call(nonsense, alice)).isInstanceOf(ToolException.class);
    assertThat(trail.events()).containsExactly(called(200), called(502));
  }

  @Test
  void noCallIsAuditedUnlessToolCallsAre() throws InterruptedException {
    var silent = new RecordingTrail(false);
    var offered = new OfferedTool("calculator", "builtin", new Calculator(), silent);
    assertThat(offered.call(JsonNodeFactory.instance.objectNode().put("expression", "1+1"), alice))
        .contains("2");
    assertThat(silent.events()).isEmpty();
  }

  @Test
  void itIsTheToolThatItWasUnderItsOwnName() {
    assertThat(tool.name()).isEqualTo("builtin_calculator");
    assertThat(tool.description()).isEqualTo(new Calculator().description());
    assertThat(tool.parameters()).isEqualTo(new Calculator().parameters());
  }
}
