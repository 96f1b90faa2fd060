package tidings.platform.limits;

/** Sizes of texts. Pure functions. */
public final class TextSize {

  private static final int ONE_BYTE = 0x80;
  private static final int TWO_BYTES = 0x800;

  private TextSize() {}

  /**
   * Bytes of a text in UTF-8, without encoding it; half a surrogate pair counts as its replacement.
   */
  public static long utf8(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ONE_BYTE) {
        bytes++;
      } else if (c < TWO_BYTES || Character.isSurrogate(c)) {
        bytes += 2; // a pair of surrogates has four
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }
}
