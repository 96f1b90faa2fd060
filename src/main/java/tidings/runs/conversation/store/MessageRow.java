package tidings.runs.conversation.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.TextSize;

/** A message in the database, with its position in its round. */
@Entity(name = "Message")
@Table(name = "messages")
@IdClass(MessageRow.Key.class)
class MessageRow {

  @Id String conversation;
  @Id int round;
  @Id int position;

  private String body;

  @Column(name = "search_text")
  private String searchText;

  /** The key of a message. */
  static final class Key {
    String conversation;
    int round;
    int position;

    /** For the provider, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    public Key() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && key.conversation.equals(conversation)
          && key.round == round
          && key.position == position;
    }

    @Override
    public int hashCode() {
      return Objects.hash(conversation, round, position);
    }
  }

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected MessageRow() {}

  MessageRow(RoundRow of, int position, ObjectNode message) {
    conversation = of.conversation;
    round = of.number;
    this.position = position;
    body = JsonColumn.write(message);
    searchText = JsonColumn.searchable(message);
  }

  /** Writes nothing if the row already has this content. */
  void write(ObjectNode message) {
    body = JsonColumn.write(message);
    searchText = JsonColumn.searchable(message);
  }

  /** Its size, as limits count it. */
  long bytes() {
    return RoundRow.ROW_BYTES + TextSize.utf8(body);
  }

  ObjectNode read() {
    return JsonColumn.read(body);
  }
}
