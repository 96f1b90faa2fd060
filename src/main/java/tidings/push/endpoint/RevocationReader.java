package tidings.push.endpoint;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.event.codec.Faults;
import tidings.platform.http.BadRequestException;
import tidings.platform.security.Revocation;

/** Reads {@code {"user"|"token_id","until"}}. */
final class RevocationReader {

  private static final Set<String> FIELDS = Set.of("user", "token_id", "until");

  private final JsonObject body;
  private final Faults faults = new Faults();

  private RevocationReader(JsonObject body) {
    this.body = body;
  }

  /**
   * @throws BadRequestException naming each faulty field
   */
  static Revocation read(JsonObject body) {
    return new RevocationReader(body).read();
  }

  private Revocation read() {
    for (var field : body.keySet()) {
      if (!FIELDS.contains(field)) {
        fault(field, "is unknown; send user or token_id, and until");
      }
    }
    var user = text("user");
    var tokenId = text("token_id");
    if (body.containsKey("user") == body.containsKey("token_id")) {
      fault("user", "exactly one of user and token_id is required");
    }
    var until = until();
    if (!faults.isEmpty() || until == null) {
      throw new BadRequestException(faults.list());
    }
    return new Revocation(user, tokenId, until);
  }

  private @Nullable String text(String field) {
    if (!body.containsKey(field)) {
      return null;
    }
    if (body.get(field) instanceof JsonString text
        && !text.getString().isBlank()
        && text.getString().length() <= Texts.MAX_CHARS
        && Texts.isClean(text.getString())) {
      return text.getString();
    }
    fault(
        field,
        "must be text of 1 to "
            + Texts.MAX_CHARS
            + " characters, none of them a control character");
    return null;
  }

  private @Nullable Instant until() {
    if (body.get("until") instanceof JsonString text) {
      try {
        return Instant.parse(text.getString());
      } catch (DateTimeParseException e) {
        fault("until", "is not a time such as 2027-01-31T12:00:00Z: " + e.getMessage());
        return null;
      }
    }
    fault("until", "must be a time such as 2027-01-31T12:00:00Z");
    return null;
  }

  private void fault(String field, String message) {
    faults.add(field, message);
  }
}
