package tidings.runs.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.runs.run.RunFrame;
import tidings.runs.run.TestRuns;

/** Fields that some models need again, and others refuse. */
class ModelFieldsTest {

  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "thinker", null);
  private static final String TOOL_CALL =
      "'tool_calls':[{'index':0,'id':'t','type':'function','function':{'name':'f','arguments':'{}'}"
          + "%s}]";

  private static ObjectNode stored(String... deltas) throws Exception {
    var builder = new ReplyBuilder(TestRuns.run(), CALL);
    for (var delta : deltas) {
      builder.add(
          (ObjectNode)
              Messages.JSON.readTree(
                  "{'choices':[{'index':0,'delta':%s}]}".formatted(delta).replace('\'', '"')));
    }
    return builder.message();
  }

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) Messages.JSON.readTree(text.replace('\'', '"'));
  }

  @Test
  void reasoningGoesBackUnderTheNameUnderWhichItCame() throws Exception {
    for (var name : List.of("reasoning_content", "reasoning", "thinking")) {
      var stored =
          stored(
              "{'%s':'h'}".formatted(name),
              "{'%s':'m',%s}".formatted(name, TOOL_CALL.formatted("")));
      assertThat(stored.path("reasoning_content").asText()).isEqualTo("hm");
      var sent = Messages.forModel(stored, "thinker");
      assertThat(sent.path(name).asText()).isEqualTo("hm");
      assertThat(sent.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("role", "content", "tool_calls", name);
      assertThat(sent.path("content").isNull()).isTrue();
    }
  }

  /** DeepSeek refuses the next call without it, empty or not. */
  @Test
  void emptyReasoningGoesBackToo() throws Exception {
    var stored = stored("{'reasoning_content':'',%s}".formatted(TOOL_CALL.formatted("")));
    assertThat(Messages.forModel(stored, "thinker").get("reasoning_content").asText()).isEmpty();
  }

  @Test
  void signaturesOfToolCallsGoBackWithTheCall() throws Exception {
    var signature = "'extra_content':{'google':{'thought_signature':'s1g'}}";
    var stored = stored("{%s}".formatted(TOOL_CALL.formatted("," + signature)));
    var sent = Messages.forModel(stored, "thinker");
    assertThat(sent.path("tool_calls").path(0).path("extra_content"))
        .isEqualTo(json("{" + signature + "}").path("extra_content"));
    assertThat(Messages.forModel(stored, "other").path("tool_calls").path(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("id", "type", "function");
  }

  @Test
  void detailsOfReasoningAreMergedByTheirIndex() throws Exception {
    var stored =
        stored(
            "{'reasoning':'hm','reasoning_details':[{'type':'reasoning.text','text':'h','index':0,'signature':null}]}",
            "{'reasoning_details':[{'type':'reasoning.text','text':'m','index':0}]}",
            "{'reasoning_details':[{'type':'reasoning.text','index':0,'signature':'s1g'}]}",
            "{'reasoning_details':[{'type':'reasoning.encrypted','data':'x','index':1}]}",
            "{%s}".formatted(TOOL_CALL.formatted("")));
    assertThat(Messages.forModel(stored, "thinker").path("reasoning_details"))
        .isEqualTo(
            json("{'d':[{'type':'reasoning.text','text':'hm','index':0,'signature':'s1g'},"
                    + "{'type':'reasoning.encrypted','data':'x','index':1}]}")
                .path("d"));
  }

  @Test
  void anotherModelGetsNothingOfThat() throws Exception {
    var stored =
        stored(
            "{'reasoning_content':'hm','reasoning_details':[{'a':1}],%s}"
                .formatted(TOOL_CALL.formatted("")));
    assertThat(Messages.forModel(stored, "other").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("role", "content", "tool_calls");
  }

  @Test
  void onlyTurnsWithToolCallsGiveReasoningBack() throws Exception {
    var plain = stored("{'reasoning_content':'hm'}", "{'content':'a'}");
    var calling = stored("{'reasoning_content':'hm',%s}".formatted(TOOL_CALL.formatted("")));
    var history =
        History.of(
            List.of(
                Messages.user("1"),
                plain,
                Messages.user("2"),
                calling,
                Messages.tool("t", "r"),
                plain),
            "thinker");
    assertThat(history)
        .extracting(message -> message.path("reasoning_content").asText("-"))
        .containsExactly("-", "-", "-", "hm", "-", "hm");
  }
}
