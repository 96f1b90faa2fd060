package tidings.runs.run.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;

class DeltaCoalescerTest {

  private static final RunFrame.Call ONE = new RunFrame.Call("chatcmpl-1", 1, "plain", null);
  private static final RunFrame.Call TWO = new RunFrame.Call("chatcmpl-2", 1, "plain", "n");

  private static List<NumberedFrame> numbered(RunFrame... frames) {
    var numbered = new ArrayList<NumberedFrame>();
    for (var frame : frames) {
      numbered.add(new NumberedFrame(numbered.size() + 1L, frame));
    }
    return numbered;
  }

  private static RunFrame.ToolCallDelta call(int index, String id, String arguments) {
    return new RunFrame.ToolCallDelta(
        ONE, index, id.isEmpty() ? null : id, id.isEmpty() ? null : "add", arguments);
  }

  @Test
  void textOfOneCallIsJoinedAndHasTheLastNumber() {
    assertThat(
            DeltaCoalescer.merge(
                numbered(
                    new RunFrame.Content(ONE, "a"),
                    new RunFrame.Content(ONE, "b"),
                    new RunFrame.Content(ONE, "c"))))
        .containsExactly(new NumberedFrame(3, new RunFrame.Content(ONE, "abc")));
  }

  @Test
  void deltasOfAnotherTypeOrCallStaySeparate() {
    var frames =
        numbered(
            new RunFrame.Reasoning(ONE, "a"),
            new RunFrame.Content(ONE, "b"),
            new RunFrame.Content(TWO, "c"),
            new RunFrame.NodeStarted("n", 1),
            new RunFrame.Content(TWO, "d"));
    assertThat(DeltaCoalescer.merge(frames)).isEqualTo(frames);
  }

  @Test
  void argumentsAreJoinedPerCallAndANewCallBegins() {
    assertThat(
            DeltaCoalescer.merge(
                numbered(
                    call(0, "t1", "{"),
                    call(0, "", "}"),
                    call(1, "t2", "["),
                    call(1, "", "]"),
                    call(1, "t3", "x"))))
        .containsExactly(
            new NumberedFrame(2, call(0, "t1", "{}")),
            new NumberedFrame(4, call(1, "t2", "[]")),
            new NumberedFrame(5, call(1, "t3", "x")));
  }

  @Test
  void passedChunksAreLeftAsTheyAre() {
    var frames = numbered(new RunFrame.UpstreamChunk("{}"), new RunFrame.UpstreamChunk("{}"));
    assertThat(DeltaCoalescer.merge(frames)).isEqualTo(frames);
  }
}
