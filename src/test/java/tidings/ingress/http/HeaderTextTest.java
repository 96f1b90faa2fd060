package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.event.Texts;
import tidings.event.codec.HostileNames;
import tidings.event.codec.NameList;

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
  void bytesThatAreNotUtf8AreLatin1() {
    assertThat(HeaderText.decode("J\u00F6rg")).isEqualTo("Jörg");
  }

  @Provide
  Arbitrary<Set<String>> names() {
    return HostileNames.sets();
  }

  /**
   * Encoded as in the binding: characters that are not printable ASCII, a quote, a space and % are
   * encoded.
   */
  private static String encoded(String text) {
    var header = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      boolean plain = b > ' ' && b < 0x7F && b != '"' && b != '%';
      header.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return header.toString();
  }

  @Property
  void everyNameInAHeaderArrivesUnchanged(@ForAll("names") Set<String> names) {
    if (names.stream().allMatch(HostileNames::isAddressable)) {
      var header = encoded(NameList.format(names));
      assertThat(NameList.parse(HeaderText.decode(header)))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void bytesThatAreNotUtf8AreNoText() {
    for (var header : List.of("a%FF", "%C3", "%ED%A0%80", "%80b")) {
      assertThat(Texts.isClean(HeaderText.decode(header))).as(header).isFalse();
    }
  }
}
