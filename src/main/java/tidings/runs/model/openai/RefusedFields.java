package tidings.runs.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tidings.runs.model.ModelError;
import tidings.runs.model.ModelException;

/**
 * Fields that some models refuse and that a call can omit: {@code stream_options}, {@code user},
 * and the models' own fields in messages. A refused field is not sent to that model again.
 * Thread-safe.
 */
public final class RefusedFields {

  /** Maximum number of models in the table; their names come with requests. */
  private static final int MAX_MODELS = 1000;

  private static final String STREAM_OPTIONS = "stream_options";
  private static final String USER = "user";

  /** In quotes: the word alone is in many errors. */
  private static final Pattern NAMES_USER = Pattern.compile("[\"'`]user[\"'`]");

  private static final Set<String> OF_MESSAGES =
      Set.of(
          "role",
          "content",
          "name",
          "refusal",
          "audio",
          "tool_calls",
          "function_call",
          "tool_call_id");

  private static final Set<String> OF_CALLS = Set.of("id", "type", "index", "function", "custom");

  private static final Pattern REFUSES =
      Pattern.compile(
          "unsupported|not supported|unknown|unrecogni[sz]ed|extra|forbidden|not permitted|"
              + "not allowed|unexpected|additional propert",
          Pattern.CASE_INSENSITIVE);

  /** Matches an error about a missing field, which contains its name, too. */
  private static final Pattern WANTS =
      Pattern.compile("must be|required|missing", Pattern.CASE_INSENSITIVE);

  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  /** Fields that were refused by the model before. */
  Set<String> of(String model) {
    return known.getOrDefault(model, Set.of());
  }

  /** Remembers that the model refuses the fields. */
  void remember(String model, Set<String> fields) {
    if (known.size() < MAX_MODELS || known.containsKey(model)) {
      known.merge(
          model,
          Set.copyOf(fields),
          (before, more) -> {
            var all = new HashSet<>(before);
            all.addAll(more);
            return Set.copyOf(all);
          });
    }
  }

  /** Fields of the request that the refusal names and that can be omitted; empty: none. */
  public static Set<String> namedBy(ModelException refusal, ObjectNode request) {
    int status = refusal.status().orElse(0);
    var error = refusal.error().orElse(null);
    if ((status != 400 && status != 422) || error == null) {
      return Set.of();
    }
    var text = error.message() + " " + error.param() + " " + error.code();
    if (!REFUSES.matcher(text).find() || WANTS.matcher(error.message()).find()) {
      return Set.of();
    }
    var named = new HashSet<String>();
    for (var field : optional(request)) {
      boolean isUser = field.equals(USER);
      if (isUser ? isUserNamed(error, text) : text.contains(field)) {
        named.add(field);
      }
    }
    return named;
  }

  private static boolean isUserNamed(ModelError error, String text) {
    return USER.equals(error.param()) || NAMES_USER.matcher(text).find();
  }

  private static Set<String> optional(ObjectNode request) {
    var optional = new HashSet<String>();
    if (request.has(USER)) {
      optional.add(USER);
    }
    if (request.has(STREAM_OPTIONS)) {
      optional.add(STREAM_OPTIONS);
    }
    for (var message : request.path("messages")) {
      if (message.path("role").asText().equals("assistant")) {
        addOthers(optional, message, OF_MESSAGES);
        message.path("tool_calls").forEach(call -> addOthers(optional, call, OF_CALLS));
      }
    }
    return optional;
  }

  private static void addOthers(Set<String> others, JsonNode of, Set<String> usual) {
    of.fieldNames()
        .forEachRemaining(
            name -> {
              if (!usual.contains(name)) {
                others.add(name);
              }
            });
  }

  /** Removes the fields from the request, which it changes. */
  public static ObjectNode without(Set<String> fields, ObjectNode request) {
    if (fields.contains(STREAM_OPTIONS)) {
      request.remove(STREAM_OPTIONS);
    }
    if (fields.contains(USER)) {
      request.remove(USER);
    }
    for (var message : request.path("messages")) {
      if (message instanceof ObjectNode object
          && object.path("role").asText().equals("assistant")) {
        object.remove(fields);
        for (var call : object.path("tool_calls")) {
          if (call instanceof ObjectNode each) {
            each.remove(fields);
          }
        }
      }
    }
    return request;
  }
}
