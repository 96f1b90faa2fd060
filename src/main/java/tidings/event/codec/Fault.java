package tidings.event.codec;

import tidings.event.Texts;

/**
 * One thing that is wrong with an input. Both texts repeat parts of the input, so both are cut
 * where they are longer than a person reads.
 *
 * @param field where: an attribute's name, in a batch with its index before it ({@code [3].type})
 * @param message what is wrong, for the person who sent it
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
