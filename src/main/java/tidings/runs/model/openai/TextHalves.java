package tidings.runs.model.openai;

/**
 * Joins text that arrives in pieces, some of which end within a character: a proxy that cuts an
 * answer by UTF-16 units sends the two halves of an emoji apart, and neither can be encoded alone.
 * One thread.
 */
final class TextHalves {

  private String half = "";

  /** The piece with the retained half before it, and without a half at its end. */
  String join(String piece) {
    if (piece.isEmpty()) {
      return piece;
    }
    var text = half + piece;
    boolean isCut = Character.isHighSurrogate(text.charAt(text.length() - 1));
    half = isCut ? text.substring(text.length() - 1) : "";
    return isCut ? text.substring(0, text.length() - 1) : text;
  }
}
