package tidings.runs.conversation;

/** Tokens that models have counted. */
public record Usage(long promptTokens, long completionTokens, long totalTokens) {

  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens,
        totalTokens + other.totalTokens);
  }
}
