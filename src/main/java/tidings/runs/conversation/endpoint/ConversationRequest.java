package tidings.runs.conversation.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;
import tidings.event.codec.RequestJson;
import tidings.platform.http.BadRequestException;
import tidings.runs.conversation.Conversation;
import tidings.runs.conversation.ConversationQuery;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.Labels;
import tidings.runs.conversation.Names;
import tidings.runs.conversation.PageCursor;
import tidings.runs.conversation.Status;
import tidings.runs.conversation.store.ConversationChange;

/** Reads a client's request and collects its faults. One use, one thread. */
final class ConversationRequest {

  private static final int DEFAULT_LIMIT = 50;
  private static final Set<String> CHANGES = Set.of("title", "tags", "status");

  private final Faults faults = new Faults();

  private void fault(String field, String message) {
    faults.add(field, message);
  }

  private void refuseFaults() {
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults.list());
    }
  }

  /**
   * @param statuses lists of statuses, which are combined; none: those that are not in the bin
   * @throws BadRequestException if a parameter is invalid
   */
  ConversationQuery query(
      @Nullable String kind,
      List<String> statuses,
      @Nullable String tag,
      @Nullable String text,
      @Nullable String before,
      @Nullable String limit) {
    var query =
        new ConversationQuery(
            kind(kind), statuses(statuses), tag(tag), text(text), before(before), limit(limit));
    refuseFaults();
    return query;
  }

  private @Nullable Kind kind(@Nullable String text) {
    return text == null ? null : constant("kind", Kind.class, text);
  }

  /** The statuses of one list, or of several combined. */
  private Set<Status> statuses(List<String> lists) {
    if (lists.isEmpty()) {
      return ConversationQuery.KEPT;
    }
    var statuses = EnumSet.noneOf(Status.class);
    for (var text : String.join(",", lists).split(",", -1)) {
      var status = constant("status", Status.class, text.strip());
      if (status != null) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  private <E extends Enum<E>> @Nullable E constant(String field, Class<E> type, String text) {
    var found = Names.read(type, text);
    if (found.isEmpty()) {
      fault(field, "must be one of " + Names.all(type) + ", not '" + text + "'");
    }
    return found.orElse(null);
  }

  private @Nullable String tag(@Nullable String text) {
    if (text != null && !Labels.isTag(text)) {
      fault("tag", "must have 1 to " + Conversation.MAX_TAG + " characters");
    }
    return text;
  }

  private @Nullable String text(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.length() > ConversationQuery.MAX_TEXT) {
      fault("q", "must have at most " + ConversationQuery.MAX_TEXT + " characters");
    }
    return text.strip();
  }

  private @Nullable PageCursor before(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var place = PageCursor.parse(text);
    if (place.isEmpty()) {
      fault("before", "must be the 'next' of a page");
    }
    return place.orElse(null);
  }

  private int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    int max = ConversationQuery.MAX_LIMIT;
    if (text.matches("\\d{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= max) {
        return limit;
      }
    }
    fault("limit", "must be a number from 1 to " + max + ", not '" + text + "'");
    return DEFAULT_LIMIT;
  }

  /**
   * @throws BadRequestException if the body is not a JSON object, or has an invalid field
   */
  ConversationChange change(byte[] body) {
    var json = object(body);
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!CHANGES.contains(name)) {
                fault(name, "cannot be changed; title, tags and status can");
              }
            });
    var title = title(json.get("title"));
    var tags = tags(json.get("tags"));
    var status = status(json.get("status"));
    refuseFaults();
    return new ConversationChange(title, tags, status);
  }

  private static ObjectNode object(byte[] body) {
    var fault = new Fault("", "the body must be a JSON object");
    try {
      if (RequestJson.read(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      fault = new Fault("", "the body is not valid JSON: " + e.getOriginalMessage());
    }
    throw new BadRequestException(List.of(fault));
  }

  private @Nullable String title(@Nullable JsonNode value) {
    if (value == null) {
      return null;
    }
    var text = value.isTextual() ? value.textValue().strip() : "";
    if (text.isEmpty() || text.length() > Conversation.MAX_TITLE) {
      fault("title", "must be a string of 1 to " + Conversation.MAX_TITLE + " characters");
    }
    return text;
  }

  private @Nullable List<String> tags(@Nullable JsonNode value) {
    if (value == null) {
      return null;
    }
    var tags = new ArrayList<String>();
    if (!value.isArray()) {
      fault("tags", "must be an array of strings");
      return tags;
    }
    if (value.size() > Conversation.MAX_TAGS) {
      fault("tags", "must be at most " + Conversation.MAX_TAGS);
      return tags;
    }
    for (int i = 0; i < value.size(); i++) {
      var tag = value.get(i).isTextual() ? value.get(i).textValue().strip() : "";
      if (Labels.isTag(tag)) {
        tags.add(tag);
      } else {
        fault(
            "tags[" + i + "]",
            "must be a string of 1 to " + Conversation.MAX_TAG + " characters on one line");
      }
    }
    return tags;
  }

  private @Nullable Status status(@Nullable JsonNode value) {
    return value == null ? null : constant("status", Status.class, value.asText());
  }
}
