package tidings.runs.conversation.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.runs.conversation.Labels;
import tidings.runs.conversation.Status;

/**
 * A change by the owner; a null value leaves a property unchanged.
 *
 * @param title any text: it is shortened, and characters that are not allowed in a title are
 *     removed
 * @param tags replace the existing tags
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
