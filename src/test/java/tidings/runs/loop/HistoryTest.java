package tidings.runs.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static ObjectNode calling(String... ids) {
    var message = Messages.object().put("role", "assistant").put("content", "");
    var calls = message.putArray("tool_calls");
    for (var id : ids) {
      calls.addObject().put("id", id).put("type", "function").putObject("function");
    }
    return message;
  }

  @Test
  void reasoningAndSystemMessagesAreLeftOut() {
    var thought = Messages.object().put("role", "assistant").put("content", "a");
    thought.put("reasoning_content", "hm").put("node_name", "n");
    assertThat(History.of(List.of(Messages.system("s"), Messages.user("u"), thought), "any"))
        .extracting(Object::toString)
        .containsExactly(
            "{\"role\":\"user\",\"content\":\"u\"}", "{\"role\":\"assistant\",\"content\":\"a\"}");
    assertThat(thought.has("reasoning_content")).as("what is stored is not changed").isTrue();
  }

  @Test
  void aCallThatBrokeOffGetsAReply() {
    var history =
        History.of(
            List.of(calling("t1", "t2"), Messages.tool("t2", "2"), Messages.user("on")), "any");
    assertThat(history)
        .extracting(it -> it.path("tool_call_id").asText())
        .containsExactly("", "t1", "t2", "");
    assertThat(history.get(1).path("content").asText()).startsWith("Error: ");
  }
}
