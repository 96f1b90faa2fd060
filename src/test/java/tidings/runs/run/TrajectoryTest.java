package tidings.runs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoryTest {

  private static final RunFrame.Call FIRST = new RunFrame.Call("chatcmpl-1", 1, "plain", null);
  private static final RunFrame.Call SECOND = new RunFrame.Call("chatcmpl-2", 1, "plain", null);

  private static Trajectory of(RunFrame... frames) {
    var trajectory = new Trajectory();
    List.of(frames).forEach(trajectory::add);
    return trajectory;
  }

  @Test
  void callsAndToolsBecomeMessagesInTheirOrder() {
    var done =
        of(
            new RunFrame.Started("r-1", "c-1"),
            new RunFrame.Reasoning(FIRST, "hm"),
            new RunFrame.ToolCallDelta(FIRST, 1, "t2", "add", "[1"),
            new RunFrame.ToolCallDelta(FIRST, 0, "t1", "sub", "{"),
            new RunFrame.ToolCallDelta(FIRST, 1, null, null, "]"),
            new RunFrame.ToolCallDelta(FIRST, 0, null, null, "}"),
            new RunFrame.Finished(FIRST, "tool_calls"),
            new RunFrame.ToolResult(null, "t1", "one", false),
            new RunFrame.Content(SECOND, "a"),
            new RunFrame.Content(SECOND, "b"),
            new RunFrame.Finished(SECOND, "stop"),
            new RunFrame.Done());
    assertThat(done.messages())
        .extracting(Object::toString)
        .containsExactly(
            "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"hm\",\"tool_calls\":["
                + "{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"sub\",\"arguments\":\"{}\"}},"
                + "{\"id\":\"t2\",\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"[1]\"}}]}",
            "{\"role\":\"tool\",\"tool_call_id\":\"t1\",\"content\":\"one\"}",
            "{\"role\":\"assistant\",\"content\":\"ab\"}");
    assertThat(done.output()).isEqualTo("ab");
    assertThat(done.failure()).isEmpty();
  }

  @Test
  void aBrokenCallIsKeptAndTheFailureReported() {
    var failure = new RunFrame.Failure(ErrorType.MODEL_ERROR, "cut");
    var done = of(new RunFrame.Content(FIRST, "half"), failure, new RunFrame.Done());
    assertThat(done.messages()).hasSize(1);
    assertThat(done.failure()).contains(failure);
    assertThat(done.json(TestRuns.INFO, List.of()))
        .contains("\"errors\":[{\"message\":\"cut\",\"type\":\"model_error\"}]");
  }

  @Test
  void theQuestionComesFirst() {
    var question = new JsonMapper().createObjectNode().put("role", "user");
    var done = of(new RunFrame.Content(FIRST, "text"));
    assertThat(done.json(TestRuns.INFO, List.of(question)))
        .contains("\"messages\":[{\"role\":\"user\"},{\"role\":\"assistant\"");
  }

  @Test
  void theOutputOfAGraphIsItsResult() {
    var done =
        of(
            new RunFrame.Content(FIRST, "text"),
            new RunFrame.GraphCompleted("result", List.of(List.of("start", "a"))),
            new RunFrame.UsageTotal(new Usage(1, 2, 3)));
    assertThat(done.output()).isEqualTo("result");
    assertThat(done.json(TestRuns.INFO, List.of()))
        .contains("\"execution_chain\":[[\"start\",\"a\"]]")
        .contains("\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}")
        .doesNotContain("errors");
  }
}
