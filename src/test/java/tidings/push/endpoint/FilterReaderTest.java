package tidings.push.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.event.Pattern;
import tidings.event.codec.Fault;
import tidings.platform.http.BadRequestException;
import tidings.push.routing.Filter;
import tidings.sse.Format;

class FilterReaderTest {

  private static Filter read(
      @Nullable String types,
      @Nullable String topics,
      @Nullable String session,
      @Nullable String format) {
    return new FilterReader().filter(list(types), list(topics), session, format);
  }

  private static List<String> list(@Nullable String parameter) {
    return parameter == null ? List.of() : List.of(parameter);
  }

  private static List<String> faults(
      @Nullable String types,
      @Nullable String topics,
      @Nullable String session,
      @Nullable String format) {
    var refusal =
        catchThrowableOfType(BadRequestException.class, () -> read(types, topics, session, format));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal.faults().stream().map(Fault::field).toList();
  }

  @Test
  void emptyFilterMeansAllTypesAndNoTopics() {
    assertThat(read(null, null, null, null))
        .isEqualTo(new Filter(Set.of(Pattern.ofType("**")), Set.of(), null, Format.DATA));
  }

  @Test
  void listsAreSeparatedByCommasWithOrWithoutSpace() {
    assertThat(read("task.*, order.placed,a", "orders/**,news", "s1", "cloudevents"))
        .isEqualTo(
            new Filter(
                Set.of(
                    Pattern.ofType("task.*"), Pattern.ofType("order.placed"), Pattern.ofType("a")),
                Set.of(Pattern.ofTopic("orders/**"), Pattern.ofTopic("news")),
                "s1",
                Format.CLOUDEVENTS));
    assertThat(read(null, null, null, "data").format()).isEqualTo(Format.DATA);
  }

  @Test
  void aRepeatedParameterCountsEachTime() {
    var filter =
        new FilterReader().filter(List.of("a,b", "c"), List.of("orders/*", "news"), null, "data");
    assertThat(filter.types())
        .containsExactlyInAnyOrder(Pattern.ofType("a"), Pattern.ofType("b"), Pattern.ofType("c"));
    assertThat(filter.topics())
        .containsExactlyInAnyOrder(Pattern.ofTopic("orders/*"), Pattern.ofTopic("news"));
  }

  @Test
  void theBoundIsOfAllListsTogether() {
    var sixty = String.join(",", Collections.nCopies(60, "a"));
    var refusal =
        catchThrowableOfType(
            BadRequestException.class,
            () -> new FilterReader().filter(List.of(sixty, sixty), List.of(), null, null));
    assertThat(refusal.faults()).extracting(Fault::field).containsExactly("types");
  }

  @Test
  void aTypeWithACommaIsAskedForInAJsonArray() {
    assertThat(read("[\"a,b\",\"c\"]", null, null, null).types())
        .containsExactlyInAnyOrder(Pattern.ofType("a,b"), Pattern.ofType("c"));
  }

  @ParameterizedTest
  @CsvSource({"com.example/x", "a:b", "Ereignis.größer", "a b", "urn:x:😀"})
  void aTypeMayHaveAllCharactersOfTheSpecification(String type) {
    assertThat(read(type, null, null, null).types()).containsExactly(Pattern.ofType(type));
  }

  @ParameterizedTest
  @CsvSource({"''", "','", "'a,'", "'a,,b'", "'a*'", "'**.a'", "' '"})
  void aFaultyListIsRefusedUnderItsName(String list) {
    assertThat(faults(list, null, null, null)).isNotEmpty().containsOnly("types");
    assertThat(faults(null, list.replace('.', '/'), null, null))
        .isNotEmpty()
        .containsOnly("topics");
  }

  @Test
  void allFaultsAreNamedTogether() {
    assertThat(faults("a..b,**.a", "/a", " ", "xml"))
        .containsExactly("types", "types", "topics", "session", "format");
  }

  @Test
  void aListHasAtMostAHundredEntries() {
    var hundred = String.join(",", Collections.nCopies(100, "a"));
    assertThat(read(hundred, null, null, null).types()).hasSize(1);
    assertThat(faults(hundred + ",a", null, null, null)).containsExactly("types");
  }

  @Test
  void anEntryAndASessionHaveAtMost1024Characters() {
    var longest = "a".repeat(1024);
    assertThat(read(longest, null, longest, null).session()).isEqualTo(longest);
    assertThat(faults(longest + "a", null, longest + "a", null))
        .containsExactly("types", "session");
  }
}
