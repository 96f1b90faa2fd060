package tidings.runs.conversation;

import java.util.List;
import java.util.regex.Pattern;

/** Titles and tags in the form in which they are stored. Pure functions. */
public final class Labels {

  private static final Pattern NOT_SHOWN = Pattern.compile("[\\p{Cntrl}\\s]+");
  private static final String NONE = "Untitled";

  private Labels() {}

  /** A title made from any text, such as a prompt: on one line, shortened, and never empty. */
  public static String title(String text) {
    var line = NOT_SHOWN.matcher(text).replaceAll(" ").strip();
    if (line.isEmpty()) {
      return NONE;
    }
    if (line.length() <= Conversation.MAX_TITLE) {
      return line;
    }
    int end = Conversation.MAX_TITLE;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end);
  }

  public static boolean isTag(String text) {
    return !text.isBlank()
        && text.length() <= Conversation.MAX_TAG
        && text.equals(NOT_SHOWN.matcher(text).replaceAll(" ").strip());
  }

  /**
   * The tags without duplicates, in their order.
   *
   * @throws IllegalArgumentException if there are too many, or one is not a valid tag
   */
  public static List<String> tags(List<String> texts) {
    var tags = texts.stream().distinct().toList();
    if (tags.size() > Conversation.MAX_TAGS || !tags.stream().allMatch(Labels::isTag)) {
      throw new IllegalArgumentException(
          "tags: at most %d of 1 to %d characters, not %s"
              .formatted(Conversation.MAX_TAGS, Conversation.MAX_TAG, texts));
    }
    return tags;
  }
}
