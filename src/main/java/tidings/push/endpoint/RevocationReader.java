package tidings.push.endpoint;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.event.codec.Faults;
import tidings.platform.http.BadRequestException;
import tidings.platform.security.Revocation;

/** Reads {@code {"user","issued_before"?|"token_id"|"session","until"}}. */
final class RevocationReader {

  private static final String USER = "user";
  private static final String TOKEN_ID = "token_id";
  private static final String SESSION = "session";
  private static final String ISSUED_BEFORE = "issued_before";
  private static final String UNTIL = "until";
  private static final List<String> SUBJECTS = List.of(USER, TOKEN_ID, SESSION);
  private static final Set<String> FIELDS = Set.of(USER, TOKEN_ID, SESSION, ISSUED_BEFORE, UNTIL);

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
        fault(
            field,
            "is unknown; send one of user, token_id and session, and until; and issued_before with"
                + " user");
      }
    }
    var named = SUBJECTS.stream().filter(body::containsKey).toList();
    if (named.size() != 1) {
      fault(USER, "exactly one of user, token_id and session is required");
    }
    if (body.containsKey(ISSUED_BEFORE) && !body.containsKey(USER)) {
      fault(ISSUED_BEFORE, "is for a user");
    }
    SUBJECTS.forEach(this::text);
    var before = body.containsKey(ISSUED_BEFORE) ? time(ISSUED_BEFORE) : null;
    var until = time(UNTIL);
    if (!faults.isEmpty() || until == null) {
      throw new BadRequestException(faults.list());
    }
    return revocation(named.getFirst(), before, until);
  }

  private Revocation revocation(String field, @Nullable Instant before, Instant until) {
    var name = body.getString(field);
    return switch (field) {
      case TOKEN_ID -> Revocation.ofToken(name, until);
      case SESSION -> Revocation.ofSession(name, until);
      default ->
          before == null
              ? Revocation.ofUser(name, until)
              : Revocation.ofUserBefore(name, before, until);
    };
  }

  private void text(String field) {
    if (body.containsKey(field) && !isText(body.get(field))) {
      fault(
          field,
          "must be text of 1 to "
              + Texts.MAX_CHARS
              + " characters, none of them a control character");
    }
  }

  private static boolean isText(JsonValue value) {
    return value instanceof JsonString text
        && !text.getString().isBlank()
        && text.getString().length() <= Texts.MAX_CHARS
        && Texts.isClean(text.getString());
  }

  private @Nullable Instant time(String field) {
    if (body.get(field) instanceof JsonString text) {
      try {
        return Instant.parse(text.getString());
      } catch (DateTimeParseException e) {
        fault(field, "is not a time such as 2027-01-31T12:00:00Z: " + e.getMessage());
        return null;
      }
    }
    fault(field, "must be a time such as 2027-01-31T12:00:00Z");
    return null;
  }

  private void fault(String field, String message) {
    faults.add(field, message);
  }
}
