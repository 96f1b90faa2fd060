package tidings.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableHeadTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a=b", "%41", "a=%c3%A9&b=%00", "%25zz", "a=100%25", "a='*'&b=c;d", "&&", "?"})
  void aQueryWhoseCharactersAreThoseOfAnAddressIsReadable(String query) {
    assertThat(ReadableHead.isReadable("/api/events", query)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%", "%4", "a=%", "a=%4", "%zz", "%4g", "%g4", "%%41", "a=%41%", "a={}", "a=\"", "a=<b>",
        "a=^", "a=|", "a=\\", "a=`", "a= b"
      })
  void anyOtherIsNot(String query) {
    assertThat(ReadableHead.isReadable("/api/events", query)).isFalse();
    assertThat(ReadableHead.isReadable("/api/runs/" + query, null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "a/b;q=1",
        "a/b; q=0.8, */*;q=0.1",
        "a/b;Q=.5",
        "a/b;q=1.000",
        "a/b;q=0.",
        "a/b;level=x"
      })
  void aWeightIsANumberFromZeroToOne(String accept) {
    assertThat(ReadableHead.areWeights(accept)).isTrue();
    assertThat(ReadableHead.areWeights(null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b;q=", "a/b;q=x", "a/b;q=2", "a/b;q=-1", "a/b;q=1.5", "a/b,c/d;q=NaN"})
  void anythingElseIsNone(String accept) {
    assertThat(ReadableHead.areWeights(accept)).isFalse();
  }

  @Test
  void aPathMayHaveNoQuery() {
    assertThat(ReadableHead.isReadable("/api/runs/%c3%a9/events", null)).isTrue();
  }
}
