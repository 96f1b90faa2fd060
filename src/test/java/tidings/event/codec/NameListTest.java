package tidings.event.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NameListTest {

  @Provide
  Arbitrary<Set<String>> names() {
    return Events.names();
  }

  @Property(tries = 2000)
  void formattedNamesAreParsedAsTheSameNames(@ForAll("names") Set<String> names) {
    if (!names.isEmpty()) {
      assertThat(NameList.parse(NameList.format(names))).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void aTextWithCommasIsAListAndAJsonArrayIsTheNamesInIt() {
    assertThat(NameList.parse("Doe, Jane")).containsExactly("Doe", "Jane");
    assertThat(NameList.parse("[\"Doe, Jane\", \"bob\"]")).containsExactly("Doe, Jane", "bob");
    assertThat(NameList.parse(" [\"a\"] ")).containsExactly("a");
    assertThat(NameList.parse("a,,b")).containsExactly("a", "", "b");
    assertThat(NameList.parse("[]")).isEmpty();
  }

  @Test
  void aNameThatOnlyLooksLikeAnArrayIsAName() {
    assertThat(NameList.parse("[ops]")).containsExactly("[ops]");
    assertThat(NameList.parse("[\"a\",7]")).containsExactly("[\"a\"", "7]");
    assertThat(NameList.parse("[\"a\"]x")).containsExactly("[\"a\"]x");
    assertThat(NameList.parse("[[\"a\"]]")).containsExactly("[[\"a\"]]");
  }

  @Test
  void namesAreWrittenWithCommasWhereThatLosesNothing() {
    assertThat(NameList.format(List.of("bob", "alice"))).isEqualTo("alice,bob");
    assertThat(NameList.format(List.of("Doe, Jane"))).isEqualTo("[\"Doe, Jane\"]");
    assertThat(NameList.format(List.of("[ops]"))).isEqualTo("[\"[ops]\"]");
    assertThat(NameList.format(List.of(" a"))).isEqualTo("[\" a\"]");
  }
}
