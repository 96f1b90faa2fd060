package tidings.runs.model;

/**
 * Limits of what a model's server may send in one answer, whatever its own faults: far above what
 * any model sends, and far below what would use up this node's memory. Characters are UTF-16 units.
 */
final class AnswerLimits {

  /** Choices of an answer; their indexes are below it. */
  static final int CHOICES = 128;

  /** Tool calls of a choice; their indexes, as they are handed on, are below it. */
  static final int TOOL_CALLS = 128;

  /** Characters of a tool's name. */
  static final int NAME = 1_024;

  /** Characters of a tool call's id: some servers put a signature into it. */
  static final int ID = 64 << 10;

  /** Characters of the arguments of a tool call. */
  static final int ARGUMENTS = 1 << 20;

  /** Fields of a choice's message, by their different names. */
  static final int FIELDS = 100;

  /** Bytes of an event. */
  static final int EVENT_BYTES = 4 << 20;

  /** Names and values of JSON in an event, and both ends of its objects and arrays. */
  static final int EVENT_TOKENS = 200_000;

  /** Bytes of an answer in one document. */
  static final int DOCUMENT_BYTES = 16 << 20;

  /**
   * The same of an answer in one document, which may have the probabilities of thousands of words.
   */
  static final int DOCUMENT_TOKENS = 1_000_000;

  /** Bytes of the list of models. */
  static final int LIST_BYTES = 4 << 20;

  /** Models in that list. */
  static final int MODELS = 10_000;

  private AnswerLimits() {}

  /**
   * @param what is limited, as the object of a sentence
   * @throws ModelException if there is more than allowed
   */
  static void require(long count, long most, String what) {
    if (count > most) {
      throw ModelException.said("the model sent more than %d %s".formatted(most, what));
    }
  }
}
