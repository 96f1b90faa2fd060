package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTextTest {

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "plain, plain",
    "Euro%20%E2%82%AC, Euro €",
    "%F0%9F%98%80, 😀",
    "100%25, 100%",
    "a%2fb, a/b",
    "100%, 100%",
    "%4, %4",
    "%zz, %zz",
    "%, %",
    "😀%20€, 😀 €"
  })
  void percentSignsAreBytesOfUtf8AndAllElseStandsForItself(String coded, String decoded) {
    assertThat(HeaderText.decode(coded)).isEqualTo(decoded);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"Jane Doe\" | Jane Doe",
        "\"Doe, Jane\" | Doe, Jane",
        "\"a \\\"b\\\" c\" | a \"b\" c",
        "\"a\\\\b\" | a\\b",
        "\"Euro%20%E2%82%AC\" | Euro €",
        "\"\" | ''",
        "\" | \"",
        "\"a | \"a",
        "a\" | a\"",
        "[\"a\"] | [\"a\"]"
      })
  void aQuotedStringIsUnquotedFirst(String header, String value) {
    assertThat(HeaderText.decode(header)).isEqualTo(value);
  }

  @Property
  void utf8ThatTheServerReadAsLatin1IsReadRight(@ForAll String text) {
    if (text.contains("%") || text.contains("\"") || !UTF_8.newEncoder().canEncode(text)) {
      return;
    }
    var asTheServerHasIt = new String(text.getBytes(UTF_8), ISO_8859_1);
    assertThat(HeaderText.decode(asTheServerHasIt)).isEqualTo(text);
  }

  @Test
  void whatIsNoUtf8IsLatin1() {
    assertThat(HeaderText.decode("J\u00F6rg")).isEqualTo("Jörg");
  }
}
