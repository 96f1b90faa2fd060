package tidings.platform.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadablePathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "/api/runs/a", "/%41", "/%c3%a9", "/%F0%9F%98%80", "/a%2Fb", "/é"})
  void aPathOfUtf8IsReadable(String path) {
    assertThat(ReadablePath.isReadable(path)).isTrue();
  }

  @Test
  void aContentTypeHasBothEndsOfItsQuotedStrings() {
    assertThat(ReadablePath.isWhole(null)).isTrue();
    assertThat(ReadablePath.isWhole("application/json;charset=\"utf-8\"")).isTrue();
    assertThat(ReadablePath.isWhole("application/json;charset=\"")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%4", "/%zz", "/%ff", "/%c3", "/%c3x", "/%c0%ae", "/%ed%a0%80"})
  void aPathOfOtherBytesIsNot(String path) {
    assertThat(ReadablePath.isReadable(path)).isFalse();
  }
}
