package tidings.event.codec;

import tidings.event.Texts;

/**
 * One fault of an input. Both texts repeat parts of the input, so both are cut to a readable
 * length.
 *
 * @param field an attribute's name, in a batch with its index before it ({@code [3].type})
 * @param message the error, for the sender of the input
 */
public record Fault(String field, String message) {

  /** Maximum length of the field, in characters. */
  static final int MAX_FIELD = 200;

  /** Maximum length of the message, in characters. */
  static final int MAX_MESSAGE = 1000;

  public Fault {
    field = Texts.shortened(field, MAX_FIELD);
    message = Texts.shortened(message, MAX_MESSAGE);
  }

  @Override
  public String toString() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
