package tidings.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableQueryTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b", "%41", "a=%c3%A9&b=%00", "%25zz", "a=100%25"})
  void aQueryWhoseEscapesAreWholeIsReadable(String query) {
    assertThat(ReadableQuery.isReadable(query)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "a=%", "a=%4", "%zz", "%4g", "%g4", "%%41", "a=%41%", "%４１"})
  void aQueryWithPartOfAnEscapeIsNot(String query) {
    assertThat(ReadableQuery.isReadable(query)).isFalse();
  }
}
