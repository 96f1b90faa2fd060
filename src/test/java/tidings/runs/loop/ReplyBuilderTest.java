package tidings.runs.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.TestRuns;
import tidings.runs.run.Usage;

class ReplyBuilderTest {

  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "plain", null);

  private final Run run = TestRuns.run();
  private final ReplyBuilder builder = new ReplyBuilder(run, CALL);

  private void add(String chunk) {
    try {
      builder.add((ObjectNode) Messages.JSON.readTree(chunk.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private void delta(String delta) {
    add("{'choices':[{'index':0,'delta':%s,'finish_reason':null}]}".formatted(delta));
  }

  @Test
  void textAndThoughtBecomeFramesAndAMessage() throws Exception {
    assertThat(builder.isEmpty()).isTrue();
    delta("{'role':'assistant','content':''}");
    assertThat(builder.isEmpty()).as("nothing was said yet").isTrue();
    delta("{'reasoning':'h'}");
    delta("{'reasoning_content':'m'}");
    delta("{'content':'a'}");
    delta("{'content':'b'}");
    add("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
    add("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
    assertThat(TestRuns.frames(run))
        .containsExactly(
            new RunFrame.Reasoning(CALL, "h"),
            new RunFrame.Reasoning(CALL, "m"),
            new RunFrame.Content(CALL, "a"),
            new RunFrame.Content(CALL, "b"),
            new RunFrame.Finished(CALL, "stop"));
    assertThat(builder.reply().text()).isEqualTo("ab");
    assertThat(builder.message().path("reasoning_content").asText()).isEqualTo("hm");
  }

  @Test
  void callsAreDistinguishedByTheirIndex() throws Exception {
    delta(
        "{'tool_calls':[{'index':0,'id':'t1','type':'function','function':{'name':'add','arguments':''}}]}");
    delta(
        "{'tool_calls':[{'index':1,'id':'t2','type':'function','function':{'name':'sub','arguments':'{'}}]}");
    delta("{'tool_calls':[{'index':0,'function':{'arguments':'[]'}}]}");
    delta("{'tool_calls':[{'index':1,'function':{'arguments':'}'}}]}");
    assertThat(TestRuns.frames(run))
        .containsExactly(
            new RunFrame.ToolCallDelta(CALL, 0, "t1", "add", ""),
            new RunFrame.ToolCallDelta(CALL, 1, "t2", "sub", "{"),
            new RunFrame.ToolCallDelta(CALL, 0, null, null, "[]"),
            new RunFrame.ToolCallDelta(CALL, 1, null, null, "}"));
    assertThat(builder.reply().toolCalls())
        .containsExactly(
            new Reply.ToolCall("t1", "add", "[]"), new Reply.ToolCall("t2", "sub", "{}"));
  }

  @Test
  void refusalOfAModelIsItsAnswer() throws Exception {
    delta("{'role':'assistant','content':null,'refusal':'I '}");
    delta("{'refusal':'cannot'}");
    assertThat(TestRuns.frames(run))
        .containsExactly(new RunFrame.Content(CALL, "I "), new RunFrame.Content(CALL, "cannot"));
    assertThat(builder.reply().text()).isEqualTo("I cannot");
  }

  @Test
  void onlyTheFirstOfSeveralChoicesIsTheAnswer() {
    add(
        "{'choices':[{'index':1,'delta':{'content':'other'}},{'index':0,'delta':{'content':'a'}}]}");
    assertThat(builder.reply().text()).isEqualTo("a");
  }

  @Test
  void theLastUsageCounts() {
    add("{'choices':[],'usage':{'prompt_tokens':1,'completion_tokens':1,'total_tokens':2}}");
    add("{'choices':[],'usage':null}");
    add("{'choices':[],'usage':{'prompt_tokens':1,'completion_tokens':5,'total_tokens':6}}");
    assertThat(builder.usage()).isEqualTo(new Usage(1, 5, 6));
  }
}
