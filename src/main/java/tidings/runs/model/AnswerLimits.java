package tidings.runs.model;

/**
 * Limits of one answer of a model's server, even a faulty one: far above what any model sends, and
 * far below what would exhaust this node's memory. Characters are UTF-16 units.
 */
public final class AnswerLimits {

  /** Maximum number of choices of an answer; indexes are smaller. */
  public static final int CHOICES = 128;

  /** Maximum number of tool calls of a choice; the indexes that are handed on are smaller. */
  public static final int TOOL_CALLS = 128;

  /** Maximum number of characters of a tool's name. */
  public static final int NAME = 1_024;

  /** Maximum number of characters of a tool call's id: some servers put a signature into it. */
  public static final int ID = 64 << 10;

  /** Maximum number of characters of the arguments of a tool call. */
  public static final int ARGUMENTS = 1 << 20;

  /** Maximum number of differently named fields of a choice's message. */
  public static final int FIELDS = 100;

  /** Maximum number of bytes of an event. */
  public static final int EVENT_BYTES = 4 << 20;

  /**
   * Maximum number of JSON tokens of an event: names, values, and both ends of objects and arrays.
   */
  public static final int EVENT_TOKENS = 200_000;

  /** Maximum number of bytes of an answer in one document. */
  public static final int DOCUMENT_BYTES = 16 << 20;

  /**
   * Maximum number of JSON tokens of an answer in one document, which may contain the probabilities
   * of thousands of words.
   */
  public static final int DOCUMENT_TOKENS = 1_000_000;

  /** Maximum number of bytes of the list of models. */
  public static final int LIST_BYTES = 4 << 20;

  /** Maximum number of models in that list. */
  public static final int MODELS = 10_000;

  private AnswerLimits() {}

  /**
   * @param what names the limited thing, as the object of a sentence
   * @throws ModelException if there is more than allowed
   */
  public static void require(long count, long most, String what) {
    if (count > most) {
      throw ModelException.invalidAnswer("the model sent more than %d %s".formatted(most, what));
    }
  }
}
