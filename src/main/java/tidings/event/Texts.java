package tidings.event;

/** Rules for the text of attributes. Pure functions. */
public final class Texts {

  /** Maximum length of one attribute, of one name in a list, and of a user, in characters. */
  public static final int MAX_CHARS = 1024;

  private Texts() {}

  /**
   * The text, or its beginning and an ellipsis if it is longer.
   *
   * @param max maximum length of the result, in characters; at least 1
   */
  public static String shortened(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = max - 1;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--; // so that a surrogate pair is not cut in half
    }
    return text.substring(0, end) + "…";
  }

  /**
   * Whether it has neither a control character nor half of a surrogate pair, which has no UTF-8
   * (CloudEvents 1.0, section "Type System").
   */
  public static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      } else if (Character.isISOControl(c)) {
        return false;
      }
    }
    return true;
  }
}
