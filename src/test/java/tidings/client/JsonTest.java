package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void valuesAreRead() {
    assertThat(Json.parse(" {\"a\":[1,-2.5e3,true,false,null,\"x\\n\\u00e9\\/\"],\"b\":{}} "))
        .isEqualTo(
            Map.of("a", Arrays.asList(1.0, -2500.0, true, false, null, "x\né/"), "b", Map.of()));
    assertThat(Json.parse("[]")).isEqualTo(List.of());
    assertThat(Json.parse("\"\"")).isEqualTo("");
    assertThat(Json.parse("0")).isEqualTo(0.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "tru",
        "nul",
        "True",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "-",
        "0x1",
        "NaN",
        "Infinity",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u٣٣٣٣\"",
        "\"\t\"",
        "\"\u0000\"",
        "1 2",
        "1,\"user\":2",
        "{}{}",
        "[1]]",
        "\uFEFF1",
        "\u00a01",
        "/*a*/1",
        "1//"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("is not valid JSON");
  }

  @Test
  void theDepthHasALimit() {
    int most = Json.MAX_DEPTH;
    assertThat(Json.parse("[".repeat(most) + "]".repeat(most))).isInstanceOf(List.class);
    assertThatThrownBy(() -> Json.parse("[".repeat(most + 1) + "]".repeat(most + 1)))
        .hasMessageContaining("nested deeper than 1000");
    assertThat(Json.parse("[" + "[],".repeat(most * 2) + "[]]")).isInstanceOf(List.class);
  }

  @Property
  void aTextSurvivesTheWayToJacksonAndBack(@ForAll String text) throws Exception {
    var quoted = new StringBuilder();
    Json.quote(quoted, text);
    assertThat(new ObjectMapper().readTree(quoted.toString()).textValue()).isEqualTo(text);
    assertThat(Json.parse(quoted.toString())).isEqualTo(text);
  }

  @Test
  void aHalfOfAPairBecomesAnEscape() {
    var quoted = new StringBuilder();
    Json.quote(quoted, "a\ud83d b\ude00 \ud83d\ude00");
    assertThat(quoted).hasToString("\"a\\ud83d b\\ude00 😀\"");
  }

  @Test
  void membersOfAnotherTypeAreAbsent() {
    var object = Json.parseObject("{\"n\":1,\"t\":\"x\",\"z\":null}");
    assertThat(Json.textOf(object, "n")).isEmpty();
    assertThat(Json.numberOf(object, "t")).isEmpty();
    assertThat(Json.textOf(object, "z")).isEmpty();
    assertThat(Json.parseObject("[1]")).isEmpty();
    assertThat(Json.parseObject("garbled")).isEmpty();
  }
}
