package tidings.runs.run;

/** Tokens, as models count them. */
public record Usage(long promptTokens, long completionTokens, long totalTokens) {

  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens,
        totalTokens + other.totalTokens);
  }
}
