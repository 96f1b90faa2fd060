package tidings.runs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFrameFormTest {

  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 7, "plain", null);
  private static final RunFrame.Call IN_GRAPH = new RunFrame.Call("chatcmpl-2", 7, "plain", "n");
  private static final String ODD = "a\"b\\c\n\u0000\u2028 日本 🙂 {\"x\":1}";

  static Stream<RunFrame> frames() {
    return Stream.of(
        new RunFrame.Started("r-1", "c-1"),
        new RunFrame.Started("r-1", null),
        new RunFrame.Content(CALL, ODD),
        new RunFrame.Content(IN_GRAPH, ""),
        new RunFrame.Reasoning(CALL, ODD),
        new RunFrame.ToolCallDelta(CALL, 0, "t1", "add", ""),
        new RunFrame.ToolCallDelta(IN_GRAPH, 3, null, null, ODD),
        new RunFrame.Finished(CALL, "stop"),
        new RunFrame.ToolResult(null, "t1", ODD, false),
        new RunFrame.ToolResult("n", "t1", "", true),
        new RunFrame.NodeStarted("n", 2),
        new RunFrame.NodeEnded("n", 2, "skipped"),
        new RunFrame.GraphCompleted(ODD, List.of(List.of("start", "a"), List.of("b"))),
        new RunFrame.Completion("done", "g", null),
        new RunFrame.Completion("done", null, "t"),
        new RunFrame.Incomplete("not done", List.of("nodes")),
        new RunFrame.Failure(ErrorType.TIMEOUT_ERROR, ODD),
        new RunFrame.UsageTotal(new Usage(1, 2, 3)),
        new RunFrame.Done());
  }

  @ParameterizedTest
  @MethodSource("frames")
  void writtenDataIsParsed(RunFrame frame) {
    assertThat(RunFrameReader.frame(RunFrameWriter.data(frame))).isEqualTo(frame);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void aFrameIsOneLine(RunFrame frame) {
    assertThat(RunFrameWriter.data(frame)).doesNotContain("\n", "\r", "\u0000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"system_fingerprint\":\"f\","
            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}",
        "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":1,\"delta\":"
            + "{\"content\":\"b\"}},{\"index\":0,\"delta\":{\"content\":\"a\"}}]}",
        "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[]}",
        "{\"type\":\"chunk\",\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[]}",
        "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"error\":null}",
        "{\"error\":{\"message\":\"m\",\"type\":\"server_error\"}}",
        "{\"error\":{\"message\":\"m\",\"type\":\"model_error\",\"code\":1}}",
        "{\"type\":\"run_started\",\"run_id\":\"r-1\",\"more\":1}",
        "{\"choices\":[],\"usage\":{\"total_tokens\":3}}",
        "{\"type\":\"tea\"}",
        "[]",
        "{",
        ""
      })
  void foreignChunkStaysUnchanged(String chunk) {
    assertThat(RunFrameReader.frame(chunk)).isEqualTo(new RunFrame.UpstreamChunk(chunk));
  }
}
