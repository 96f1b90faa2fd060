package tidings.codec;

/**
 * One thing that is wrong with an input.
 *
 * @param field where: an attribute's name, in a batch with its index before it ({@code [3].type})
 * @param message what is wrong, for the person who sent it
 */
public record Fault(String field, String message) {
  @Override
  public String toString() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
