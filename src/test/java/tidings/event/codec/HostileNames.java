package tidings.event.codec;

import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import tidings.event.Texts;

/** Names that break a careless list, for properties. */
public final class HostileNames {

  private HostileNames() {}

  /** Sets of 1 to 4 names. Some of them are invalid in an event. */
  public static Arbitrary<Set<String>> sets() {
    var known =
        Arbitraries.of(
            "Doe, Jane",
            "CN=Doe\\, Jane,OU=Staff,DC=example,DC=com",
            "ACME\\jane",
            "\\",
            "\"",
            "\"quoted\"",
            "'",
            "[\"a\",\"b\"]",
            "[ops]",
            "[",
            "]",
            "{}",
            "null",
            "100%",
            "%2C",
            "%",
            "%%2",
            "a+b",
            ",",
            ",,",
            "a,",
            ";",
            " spaced ",
            "\u3000[\"a\"]",
            "\u00a0",
            "",
            " ",
            "\u2003",
            "a\nb",
            "a\r\nce_user: b",
            "\t[\"a\"]",
            "a\u0000b",
            "\ud800",
            "a\udc00b",
            "\udfffx",
            "jörg@example.com",
            "e\u0301",
            "\u00e9",
            "😀",
            "\ufffd",
            "\u202eevil",
            "x".repeat(1024),
            "x".repeat(1025));
    var any = Arbitraries.strings().all().ofMaxLength(8);
    var punctuation = Arbitraries.strings().withChars(",\\\"'[]{}% \n;:ä").ofMaxLength(8);
    return Arbitraries.oneOf(known, punctuation, any).set().ofMinSize(1).ofMaxSize(4);
  }

  /** Whether an event may be addressed to it. */
  public static boolean isAddressable(String name) {
    return !name.isBlank() && Texts.isClean(name) && name.length() <= Texts.MAX_CHARS;
  }
}
