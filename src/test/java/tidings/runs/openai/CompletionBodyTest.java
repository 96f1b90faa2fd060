package tidings.runs.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;

class CompletionBodyTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final CompletionLimits LIMITS = limits(null, Set.of());

  private final Faults faults = new Faults();

  private static CompletionLimits limits(@Nullable String outputField, Set<String> fields) {
    return new CompletionLimits(4, 1000, outputField, fields);
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private CompletionBody.Upstream upstream(String body) {
    return CompletionBody.of(json(body), LIMITS, faults);
  }

  private List<String> faultyFields(String body) {
    var _ = upstream(body);
    return faults.list().stream().map(Fault::field).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'x'}],'name':'al'}]}",
        "{'stop':['END'],'temperature':0.5,'top_p':1,'seed':7,'presence_penalty':-2,'frequency_penalty':2}",
        "{'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'auto','parallel_tool_calls':false}",
        "{'functions':[{'name':'f'}],'function_call':{'name':'f'}}",
        "{'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':{}}}}",
        "{'logprobs':true,'top_logprobs':3,'logit_bias':{'50256':-100}}",
        "{'reasoning_effort':'low','verbosity':'low'}",
        "{'modalities':['text','audio'],'audio':{'voice':'x','format':'wav'}}",
        "{'prediction':{'type':'content','content':'x'}}",
        "{'n':4,'max_tokens':1000,'max_completion_tokens':1}",
        "{'top_k':5,'min_p':0.1,'repetition_penalty':1.1}",
        "{'chat_template_kwargs':{'enable_thinking':false}}",
        "{'metadata':{'team':'blue'}}",
        "{'stream':true,'stream_options':{'include_usage':true,'include_obfuscation':false}}"
      })
  void fieldsThatConcernTheAnswerGoOnAsTheyAre(String body) {
    var upstream = upstream(body);
    assertThat(faults.isEmpty()).as(faults.list().toString()).isTrue();
    assertThat(upstream.body()).isEqualTo(json(body));
    assertThat(upstream.ignored()).isEmpty();
  }

  /** They choose another model, another price, another tool, or a store. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "service_tier",
        "user",
        "safety_identifier",
        "prompt_cache_key",
        "store",
        "web_search_options",
        "models",
        "route",
        "provider",
        "plugins",
        "extra_body",
        "chat_template",
        "best_of",
        "N",
        "api_key"
      })
  void fieldsThatCostOrKeepAreIgnoredAndNamed(String field) {
    var upstream = upstream("{'model':'m','" + field + "':'x'}");
    assertThat(faults.isEmpty()).isTrue();
    assertThat(upstream.body()).isEqualTo(json("{'model':'m'}"));
    assertThat(upstream.ignored()).containsExactly(field);
  }

  @Test
  void configuredFieldIsPassedOn() {
    var limits = limits(null, Set.of("service_tier", "store"));
    var body = "{'service_tier':'flex','store':true,'metadata':{'a':'b'}}";
    var upstream = CompletionBody.of(json(body), limits, faults);
    assertThat(upstream.body()).isEqualTo(json(body));
    assertThat(upstream.ignored()).isEmpty();
  }

  /** OpenAI refuses metadata of a completion that it does not store. */
  @Test
  void metadataGoesWithoutStoreOnly() {
    var upstream = upstream("{'store':true,'metadata':{'a':'b'},'background':true}");
    assertThat(upstream.body()).isEmpty();
    assertThat(upstream.ignored()).containsExactly("metadata", "store");
  }

  @Test
  void userIsNeverTheCallersOwn() {
    var limits = limits(null, Set.of("user"));
    assertThat(CompletionBody.of(json("{'user':'bob'}"), limits, faults).body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "128", "0", "-1", "1.5", "1e300", "'1'", "[1]", "true"})
  void choicesAreAWholeNumberUpToTheLimit(String n) {
    assertThat(faultyFields("{'n':" + n + "}")).containsExactly("n");
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "1001, 1000", "1e9, 1000", "99999999999999999999, 1000", "1, 1"})
  void tokensOverTheLimitAreTheLimit(String asked, int sent) {
    for (var field : CompletionBody.OUTPUT_FIELDS) {
      var body = upstream("{'" + field + "':" + asked + "}").body();
      assertThat(body.path(field).intValue()).as(field).isEqualTo(sent);
    }
    assertThat(faults.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "'many'", "{}"})
  void tokensAreAWholeNumber(String asked) {
    assertThat(faultyFields("{'max_tokens':" + asked + "}")).containsExactly("max_tokens");
  }

  @Test
  void callThatNamesNoMaximumIsGivenItWhereThatIsConfigured() {
    var limits = limits("max_completion_tokens", Set.of());
    assertThat(CompletionBody.of(json("{'n':null}"), limits, faults).body())
        .isEqualTo(json("{'max_completion_tokens':1000}"));
    assertThat(CompletionBody.of(json("{'max_tokens':5}"), limits, faults).body())
        .isEqualTo(json("{'max_tokens':5}"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits("max_output", Set.of()))
        .withMessageStartingWith("tidings.completions.max-tokens-field must be one of ");
  }

  @Test
  void toolsAreTheCallersOwnAndHaveANumber() {
    var tool = "{'type':'function','function':{'name':'f'}}";
    var most = IntStream.range(0, 128).mapToObj(_ -> tool).collect(Collectors.joining(","));
    assertThat(faultyFields("{'tools':[" + most + "]}")).isEmpty();
    assertThat(faultyFields("{'tools':[" + most + "," + tool + "]}")).containsExactly("tools");
    assertThat(
            faultyFields(
                "{'tools':[" + tool + ",{'type':'web_search'},{'type':'mcp','server_url':'x'}]}"))
        .contains("tools[1].type", "tools[2].type");
  }

  @Test
  void templateOfTheCallersOwnDoesNotGoOn() {
    var upstream =
        upstream(
            "{'chat_template_kwargs':{'chat_template':'{% for"
                + " %}','tokenize':true,'enable_thinking':true}}");
    assertThat(upstream.body())
        .isEqualTo(json("{'chat_template_kwargs':{'enable_thinking':true}}"));
    assertThat(upstream("{'chat_template_kwargs':[1]}").ignored())
        .containsExactly("chat_template_kwargs");
  }

  @Test
  void namesThatCannotBeInAHeaderAreNotShown() {
    assertThat(upstream("{'a\\r\\nSet-Cookie: x':1,'ä':1,'b':1}").ignored()).containsExactly("b");
  }

  @Test
  void metadataHasALength() {
    assertThat(faultyFields("{'metadata':{'a':'" + "x".repeat(513) + "'}}"))
        .containsExactly("metadata");
    assertThat(faultyFields("{'metadata':{'a':{}}}")).contains("metadata");
    assertThat(faultyFields("{'stream_options':'x'}")).contains("stream_options");
  }
}
