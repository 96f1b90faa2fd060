package tidings.runs.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tidings.runs.definition.Plan;

class PromptsTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final Progress progress = new Progress();

  private static Plan plan(String json) {
    try {
      var definition = (ObjectNode) JSON.readTree(json.replace('\'', '"'));
      return switch (Plan.read(definition, _ -> Optional.empty())) {
        case Plan.Read.Good good -> good.plan();
        case Plan.Read.Bad bad -> throw new AssertionError(bad.faults().toString());
      };
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private Prompts prompts(Plan plan) {
    return new Prompts(plan, progress, "the input");
  }

  private void addOutputs(String node, String... outputs) {
    for (var output : outputs) {
      progress.begin(node, 0);
      progress.end(node, output, null);
    }
  }

  @Test
  void outputsStandInTheirPlacesAndOtherBracesAreText() {
    var plan =
        plan(
            """
            {'name':'g','nodes':[
              {'name':'a','model_name':'m','user_prompt':'{start} {\\'x\\': 1}'},
              {'name':'b','model_name':'m','system_prompt':'on {start}',
               'user_prompt':'after {a}','input_nodes':['a']}]}
            """
                .replace("\\'", "`"));
    addOutputs("a", "$1 \\ {b}");
    var prompts = prompts(plan);
    assertThat(prompts.prompt(plan.node("a"))).isEqualTo("the input {`x`: 1}");
    assertThat(prompts.messages(plan.node("b")))
        .extracting(Object::toString)
        .containsExactly(
            "{\"role\":\"system\",\"content\":\"on the input\"}",
            "{\"role\":\"user\",\"content\":\"after $1 \\\\ {b}\"}");
  }

  @Test
  void inputsWithoutAPlaceStandBehindThePrompt() {
    var plan =
        plan(
            """
            {'name':'g','nodes':[
              {'name':'a','model_name':'m','user_prompt':'x'},
              {'name':'b','model_name':'m','user_prompt':'join','input_nodes':['start','a']}]}
            """);
    addOutputs("a", "old", "new");
    assertThat(prompts(plan).prompt(plan.node("b"))).isEqualTo("join\n\nthe input\n\nnew");
  }

  @Test
  void aContextTellsAsManyOutputsAsItsModeSays() {
    for (var mode :
        new String[][] {
          {"'all'", "1\\n\\n---\\n\\n2\\n\\n---\\n\\n3"}, {"2", "2\\n\\n---\\n\\n3"}
        }) {
      var plan =
          plan(
              """
              {'name':'g','nodes':[
                {'name':'a','model_name':'m','user_prompt':'x','global_output':true},
                {'name':'b','model_name':'m','user_prompt':'y','context':['a'],'context_mode':%s}]}
              """
                  .formatted(mode[0]));
      if (progress.turns() == 0) {
        addOutputs("a", "1", "2", "3");
      }
      assertThat(prompts(plan).messages(plan.node("b")).getFirst().toString())
          .isEqualTo("{\"role\":\"user\",\"content\":\"From a:\\n\\n" + mode[1] + "\"}");
    }
  }

  @Test
  void theResultIsTheTemplatesOrTheLastNodes() {
    var nodes = "'nodes':[{'name':'a','model_name':'m','user_prompt':'x'}]";
    addOutputs("a", "1", "2", "3");
    assertThat(prompts(plan("{'name':'g'," + nodes + "}")).result()).isEqualTo("3");
    assertThat(prompts(plan("{'name':'g'," + nodes + ",'end_template':'<{a:2}>'}")).result())
        .isEqualTo("<2\n\n---\n\n3>");
  }
}
