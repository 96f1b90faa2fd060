package tidings.ingress.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.PublisherId;
import tidings.event.codec.EventReader;
import tidings.event.codec.MediaTypes;
import tidings.event.codec.MessageReader;
import tidings.ingress.RawInput;

/**
 * A row of the outbox.
 *
 * @param id the row's id; a lane is read in this order
 * @param input the input for {@link MessageReader}: a whole CloudEvent or plain JSON of the column
 *     {@code event}, else binary mode
 */
record OutboxRow(long id, RawInput input) {

  /** The {@code source} of events that name none, and of dead letters. */
  static final String SOURCE = "postgres:tidings_outbox";

  /** Columns that are used unchanged as attributes, and the names of those. */
  private static final List<Map.Entry<String, String>> ATTRIBUTES =
      List.of(
          entry("type", "type"),
          entry("source", "source"),
          entry("subject", "subject"),
          entry("user_name", "user"),
          entry("session_id", "session"),
          entry("groups", "group"),
          entry("topic", "topic"),
          entry("priority", "priority"),
          entry("conflate", "conflate"),
          entry("expires", "expires"),
          entry("created_at", "time"));

  /** The columns that {@link #read} needs. An infinite time counts as absent. */
  static final String COLUMNS =
      """
      id, event_id, publisher, watched, type, source, subject, user_name, session_id, groups, topic, priority, conflate,
      to_char(expires at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires,
      to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
      data::text as data, event::text as event\
      """;

  static OutboxRow read(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    var eventId = row.getString("event_id");
    // The id of a row that has none of its own: a restore must not repeat it.
    var position = eventId == null ? String.valueOf(id) : id + "/" + eventId;
    var event = row.getString("event");
    var input =
        event == null
            ? attributes(row, position, eventId == null ? position : eventId)
            : input(row, position, whole(event.getBytes(UTF_8)), event);
    return new OutboxRow(id, input);
  }

  private static RawInput attributes(ResultSet row, String position, String id)
      throws SQLException {
    var headers = new HashMap<String, String>();
    headers.put(MessageReader.PREFIX + "specversion", "1.0");
    headers.put(MessageReader.PREFIX + "id", id);
    headers.put(MessageReader.CONTENT_TYPE, MediaTypes.JSON);
    for (var attribute : ATTRIBUTES) {
      var text = row.getString(attribute.getKey());
      if (text != null) {
        headers.put(MessageReader.PREFIX + attribute.getValue(), text);
      }
    }
    return input(row, position, headers, row.getString("data"));
  }

  private static RawInput input(
      ResultSet row, String position, Map<String, String> headers, @Nullable String payload)
      throws SQLException {
    var bytes = payload == null ? null : payload.getBytes(UTF_8);
    return new RawInput(SOURCE, publisher(row), position, headers, bytes);
  }

  /**
   * The role that wrote the row, as the table's trigger recorded it, not as the writer claims. A
   * change of a watched table is the server's own event.
   */
  private static PublisherId publisher(ResultSet row) throws SQLException {
    if (row.getBoolean("watched")) {
      return PublisherId.SERVER;
    }
    var role = row.getString("publisher");
    return PublisherId.source(role == null ? SOURCE : "postgres:" + role);
  }

  private static Map<String, String> whole(byte[] event) {
    boolean structured = EventReader.isCloudEvent(event);
    return Map.of(MessageReader.CONTENT_TYPE, structured ? MediaTypes.EVENT : MediaTypes.JSON);
  }

  /** Size of its payload and all other columns, approximately. */
  int bytes() {
    var payload = input.payload();
    int bytes = input.position().length() + (payload == null ? 0 : payload.length);
    for (var text : input.headers().values()) {
      bytes += text.length();
    }
    return bytes;
  }
}
