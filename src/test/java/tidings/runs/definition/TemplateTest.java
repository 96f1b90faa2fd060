package tidings.runs.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  private static final Map<String, List<String>> OUTPUTS =
      Map.of("a", List.of("1", "2", "3"), "b", List.of(), "x.y", List.of("in $0 \\ {a}"));

  private static String filled(String text) {
    return new Template(text).fill(OUTPUTS::get);
  }

  @Test
  void aPlaceTakesTheLastSomeOrAllOutputs() {
    assertThat(filled("{a}")).isEqualTo("3");
    assertThat(filled("{a:2}")).isEqualTo("2" + Template.RULE + "3");
    assertThat(filled("{a:9}")).isEqualTo(filled("{a:all}"));
    assertThat(filled("{a:all}")).isEqualTo(String.join(Template.RULE, "1", "2", "3"));
    assertThat(filled("<{b}>")).isEqualTo("<>");
  }

  @Test
  void filledInTextIsNotParsedAgain() {
    assertThat(filled("{x.y}")).isEqualTo("in $0 \\ {a}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "{c}", "{\"a\":1}", "{a:some}", "{{", "{a", "a}"})
  void otherBracesAreText(String text) {
    assertThat(filled(text)).isEqualTo(text);
  }

  @Test
  void placesAreFoundInTheirOrder() {
    assertThat(new Template("{a} {b:all} {a:2}").placeholders())
        .containsExactly(
            new Template.Placeholder("a", 1),
            new Template.Placeholder("b", 0),
            new Template.Placeholder("a", 2));
  }
}
