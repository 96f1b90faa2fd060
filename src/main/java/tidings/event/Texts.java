package tidings.event;

/** What the text of an attribute may be made of. Pure functions. */
public final class Texts {

  /** Maximum length of one attribute, of one name in a list, and of a user, in characters. */
  public static final int MAX_CHARS = 1024;

  private Texts() {}

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
