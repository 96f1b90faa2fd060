package tidings.runs.model.openai;

import tidings.runs.model.AnswerLimits;
import tidings.runs.model.ModelException;

/**
 * The arguments of a tool call, received piece by piece. Some servers send them twice, or repeat
 * the whole text so far with every piece: both are recognized, because valid JSON cannot continue
 * that way. One thread.
 */
final class ArgumentText {

  private final StringBuilder text = new StringBuilder();
  private final TextHalves halves = new TextHalves();
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean complete;

  /** An empty object arrived first: some servers send it in advance of the real arguments. */
  private boolean emptyObject;

  private int pieces;

  /**
   * Adds the next piece.
   *
   * @throws ModelException if the arguments become longer than any model's
   * @return the new part of it; empty if it repeats known text
   */
  String add(String sent) {
    var piece = halves.join(sent);
    if (piece.isEmpty()) {
      return "";
    }
    pieces++;
    if (text.isEmpty() && piece.strip().equals("{}")) {
      emptyObject = true;
      return "";
    }
    if (complete && piece.isBlank()) {
      return "";
    }
    var addition = repeats(piece) ? piece.substring(text.length()) : piece;
    append(addition);
    return addition;
  }

  private boolean repeats(String piece) {
    return !text.isEmpty()
        && text.charAt(0) == '{'
        && piece.length() >= text.length()
        && piece.startsWith(text.toString());
  }

  private void append(String addition) {
    AnswerLimits.require(
        (long) text.length() + addition.length(),
        AnswerLimits.ARGUMENTS,
        "characters of arguments for a tool");
    text.append(addition);
    for (int i = 0; i < addition.length(); i++) {
      scan(addition.charAt(i));
    }
  }

  private void scan(char c) {
    if (inString) {
      inString = c != '"' || escaped;
      escaped = c == '\\' && !escaped;
      return;
    }
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> {
        depth--;
        complete |= depth == 0;
      }
      default -> {}
    }
  }

  /** Whether the arguments are complete: the object is closed. */
  boolean isComplete() {
    return complete || isHeldBack();
  }

  /** Whether a value was begun and not closed. */
  boolean isCut() {
    return !text.toString().isBlank() && !complete;
  }

  /** Whether an empty object has arrived, and nothing else. */
  boolean isHeldBack() {
    return emptyObject && text.isEmpty();
  }

  boolean isBlank() {
    return text.isEmpty() && !emptyObject;
  }

  /** Whether only an empty object, or nothing, has arrived. */
  boolean isEmptyObject() {
    return text.isEmpty();
  }

  /** Whether the piece repeats, as a whole, the pieces before it. */
  boolean isRepeatedBy(String piece) {
    return pieces > 1 && isComplete() && text.toString().strip().equals(piece.strip());
  }
}
