package tidings.runs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.runs.model.openai.ModelCall;
import tidings.runs.model.openai.ModelNames;

/** A node reads any answer of a model's server with limited memory, or reports the error. */
class AnswerLimitsTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_BYTES = 1 << 20;
  private static final String STOP =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  private final List<ObjectNode> chunks = new ArrayList<>();

  private void read(String body) throws IOException {
    read(body, MAX_BYTES);
  }

  private void read(String body, long maxBytes) throws IOException {
    var request = JSON.createObjectNode().put("model", "m");
    var call = new ModelCall(request, chunks::add, Duration.ofSeconds(5), maxBytes);
    call.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String events(String... events) {
    return List.of(events).stream()
            .map(event -> "data: " + event + "\n\n")
            .collect(Collectors.joining())
        + "data: "
        + STOP
        + "\n\ndata: [DONE]\n\n";
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String body) {
    return assertThatThrownBy(() -> read(body, 64 << 20)).isInstanceOf(ModelException.class);
  }

  private static String delta(String delta) {
    return "{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}";
  }

  private static String call(long index, String id, String name, String arguments) {
    return "{\"index\":%d,\"id\":\"%s\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}"
        .formatted(index, id, name, arguments);
  }

  @ParameterizedTest
  @ValueSource(longs = {30_000_000, Integer.MAX_VALUE, Long.MAX_VALUE})
  void toolCallOfAnyIndexIsHandedOnAsTheFirst(long index) throws IOException {
    read(events(delta("{\"tool_calls\":[" + call(index, "a", "f", "{}") + "]}")));
    var message = new MessageAssembler();
    for (var chunk : chunks) {
      chunk.path("choices").forEach(choice -> message.add(choice.path("delta")));
    }
    assertThat(message.message().path("tool_calls")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {30_000_000, 128, -1, Integer.MIN_VALUE, 1L << 32, Long.MAX_VALUE})
  void assemblerTakesNoIndexThatIsNotOneOfItsCalls(long index) throws IOException {
    var delta = JSON.readTree("{\"tool_calls\":[" + call(index, "a", "f", "{}") + "]}");
    assertThatThrownBy(() -> new MessageAssembler().add(delta))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("index " + index);
  }

  @Test
  void assemblerTakesTheLastOfItsCalls() throws IOException {
    var delta = JSON.readTree("{\"tool_calls\":[" + call(127, "a", "f", "{}") + "]}");
    assertThatCode(() -> new MessageAssembler().add(delta)).doesNotThrowAnyException();
  }

  @Test
  void choicesAreAsManyAsAreAllowedAndNotOneMore() throws IOException {
    var last =
        "{\"choices\":[{\"index\":127,\"delta\":{\"content\":\"x\"},\"finish_reason\":null}]}";
    read(
        "data: " + last + "\n\ndata: " + last.replace("null", "\"stop\"") + "\n\ndata: [DONE]\n\n");
    for (var index : List.of("128", "30000000", "-1", "4294967296")) {
      assertRefused(events(last.replace("127", index))).hasMessageContaining("index " + index);
    }
  }

  @Test
  void toolCallsAreAsManyAsAreAllowedAndNotOneMore() throws IOException {
    var calls = IntStream.range(0, 128).mapToObj(i -> call(i, "id" + i, "f", "{}")).toList();
    var all = "{\"tool_calls\":[" + String.join(",", calls) + "]}";
    read(events(delta(all)));
    var oneMore = delta("{\"tool_calls\":[" + call(128, "more", "f", "{}") + "]}");
    assertRefused(events(delta(all), oneMore)).hasMessageContaining("128 tool calls");
  }

  @Test
  void namesAndIdsOfToolCallsHaveALength() throws IOException {
    read(events(delta("{\"tool_calls\":[" + call(0, "a", "f".repeat(1024), "{}") + "]}")));
    assertRefused(events(delta("{\"tool_calls\":[" + call(0, "a", "f".repeat(1025), "{}") + "]}")))
        .hasMessageContaining("1024 characters of a tool's name");
    assertRefused(
            events(
                delta("{\"tool_calls\":[" + call(0, "a".repeat((64 << 10) + 1), "f", "{}") + "]}")))
        .hasMessageContaining("characters of an id");
  }

  /** Including calls that are held back, because their name has not arrived. */
  @ParameterizedTest
  @ValueSource(strings = {"f", ""})
  void argumentsOfAToolHaveALength(String name) {
    var piece = delta("{\"tool_calls\":[" + call(0, "a", name, "x".repeat(1 << 18)) + "]}");
    assertRefused(events(piece, piece, piece, piece, piece))
        .hasMessageContaining("characters of arguments");
  }

  @Test
  void fieldsOfAMessageHaveANumber() {
    var many =
        IntStream.range(0, 101)
            .mapToObj(i -> delta("{\"field" + i + "\":\"x\"}"))
            .toArray(String[]::new);
    assertRefused(events(many)).hasMessageContaining("100 fields");
  }

  @Test
  void eventHasALimitDespiteCommentsBetweenItsLines() {
    var megabyte = "data: " + "x".repeat(1 << 20) + "\n";
    assertRefused(megabyte.repeat(5)).hasMessageContaining("bytes in one event");
    assertRefused((megabyte + ": a comment\n").repeat(5))
        .hasMessageContaining("bytes in one event");
    assertRefused("x".repeat(5 << 20)).hasMessageContaining("bytes in one event");
  }

  @Test
  void eventHasSoManyPartsAtMost() {
    var objects = "{},".repeat(150_000);
    assertRefused("data: {\"a\":[" + objects + "{}]}\n\n").hasMessageContaining("not valid JSON");
    assertRefused("{\"choices\":[" + "{},".repeat(600_000) + "{}]}")
        .hasMessageContaining("not valid JSON");
  }

  @Test
  void answerHasALength() throws IOException {
    var text = events(delta("{\"content\":\"" + "x".repeat(1000) + "\"}"));
    read(text, text.length());
    assertThatThrownBy(() -> read(text, text.length() - 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bytes in one answer");
  }

  @Test
  void documentHasALength() {
    assertRefused("{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(16 << 20) + "\"}}]}")
        .hasMessageContaining("bytes in one document");
  }

  @Test
  void errorIsRepeatedUpToALength() {
    var error =
        ModelError.of(
            "{\"error\":{\"message\":\"%s\",\"code\":\"%s\"}}"
                .formatted("m".repeat(50_000), "c".repeat(50_000)));
    assertThat(error.message().length()).isLessThan(2_100);
    assertThat(String.valueOf(error.code()).length()).isLessThan(300);
  }

  @Test
  void listOfModelsHasSoManyAtMost() throws IOException {
    var list = IntStream.range(0, 10_001).mapToObj(i -> "\"m" + i + "\"").toList();
    assertThat(ModelNames.of(JSON.readTree("[" + String.join(",", list) + "]"))).hasSize(10_000);
  }
}
