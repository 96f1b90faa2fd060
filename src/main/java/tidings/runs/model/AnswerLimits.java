package tidings.runs.model;

/**
 * Limits of what a model's server may send in one answer, whatever its own faults: far above what
 * any model sends, and far below what would use up this node's memory. Characters are UTF-16 units.
 */
public final class AnswerLimits {

  /** Choices of an answer; their indexes are below it. */
  public static final int CHOICES = 128;

  /** Tool calls of a choice; their indexes, as they are handed on, are below it. */
  public static final int TOOL_CALLS = 128;

  /** Characters of a tool's name. */
  public static final int NAME = 1_024;

  /** Characters of a tool call's id: some servers put a signature into it. */
  public static final int ID = 64 << 10;

  /** Characters of the arguments of a tool call. */
  public static final int ARGUMENTS = 1 << 20;

  /** Fields of a choice's message, by their different names. */
  public static final int FIELDS = 100;

  /** Bytes of an event. */
  public static final int EVENT_BYTES = 4 << 20;

  /** Names and values of JSON in an event, and both ends of its objects and arrays. */
  public static final int EVENT_TOKENS = 200_000;

  /** Bytes of an answer in one document. */
  public static final int DOCUMENT_BYTES = 16 << 20;

  /**
   * The same of an answer in one document, which may have the probabilities of thousands of words.
   */
  public static final int DOCUMENT_TOKENS = 1_000_000;

  /** Bytes of the list of models. */
  public static final int LIST_BYTES = 4 << 20;

  /** Models in that list. */
  public static final int MODELS = 10_000;

  private AnswerLimits() {}

  /**
   * @param what is limited, as the object of a sentence
   * @throws ModelException if there is more than allowed
   */
  public static void require(long count, long most, String what) {
    if (count > most) {
      throw ModelException.said("the model sent more than %d %s".formatted(most, what));
    }
  }
}
