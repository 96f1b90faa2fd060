package tidings.runs.conversation.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.runs.conversation.Labels;
import tidings.runs.conversation.Status;

/**
 * What an owner changes; null leaves a thing as it is.
 *
 * @param title any text: it is cut, and what is no character of a title left out
 * @param tags in place of those that are there
 */
public record ConversationChange(
    @Nullable String title, @Nullable List<String> tags, @Nullable Status status) {

  /**
   * @throws IllegalArgumentException if there are too many tags, or one is too long
   */
  public ConversationChange {
    tags = tags == null ? null : Labels.tags(tags);
  }

  void apply(ConversationRow row) {
    if (title != null) {
      row.rename(Labels.title(title));
    }
    if (tags != null) {
      row.tag(tags);
    }
    if (status != null) {
      row.status = status;
    }
  }
}
