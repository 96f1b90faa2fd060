package tidings.runs.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tidings.runs.model.AnswerLimits;
import tidings.runs.model.ModelException;

/**
 * The tool calls of one choice. Finds out which of the pieces that a server sends belong together,
 * and returns them in OpenAI's form. One thread.
 *
 * <p>Servers differ. Some send no index, or 0 for each call. Some send no id, an empty one, or
 * another one with every piece. Some repeat the name with every piece. Some send arguments in one
 * piece, or twice. The rules of {@link #startsAnother} decide.
 */
final class ToolCallAssembler {

  private static final JsonMapper JSON = new JsonMapper();

  /** The strictest server, Mistral's, accepts ids of nine letters and digits only. */
  private static final int ID_LENGTH = 9;

  private static final String ID_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final List<Call> calls = new ArrayList<>();
  private int announced;

  private static final class Call {
    final @Nullable Long index;
    final ArgumentText arguments = new ArgumentText();
    String id = "";
    String name = "";

    /** Position among the calls that were handed on; -1: not handed on yet. */
    int position = -1;

    /** The text that arrived before its name. */
    final StringBuilder heldBack = new StringBuilder();

    /** Whether its name arrived again after its arguments were complete. */
    boolean isNamedAgain;

    /** Whether its empty arguments were handed on. */
    boolean isEnded;

    Call(@Nullable Long index) {
      this.index = index;
    }
  }

  /**
   * Adds the {@code tool_calls} of a delta.
   *
   * @return the same pieces in OpenAI's form; fewer if some contain nothing new
   * @throws ModelException if there are more than {@value AnswerLimits#TOOL_CALLS} calls, or one is
   *     larger than any model's
   */
  ArrayNode add(JsonNode toolCalls) {
    var pieces = new ArrayList<ToolCallPiece>();
    if (toolCalls instanceof ObjectNode one) {
      pieces.add(ToolCallPiece.of(one));
    }
    for (var piece : toolCalls.isArray() ? toolCalls : JSON.createArrayNode()) {
      if (piece instanceof ObjectNode object) {
        pieces.add(ToolCallPiece.of(object));
      }
    }
    var result = JSON.createArrayNode();
    var touched = new HashSet<Call>();
    for (int i = 0; i < pieces.size(); i++) {
      var piece = pieces.get(i);
      var call = find(piece, i, pieces.size(), touched);
      touched.add(call);
      add(call, piece, result);
    }
    return result;
  }

  private Call find(ToolCallPiece piece, int position, int count, Set<Call> touched) {
    if (piece.index() != null) {
      var known = piece.id().isEmpty() ? null : ofId(piece.id());
      if (known != null && piece.index().equals(known.index)) {
        return isNamedOtherwise(known, piece) ? begin(piece) : known;
      }
      var last = ofIndex(piece.index());
      return last == null || startsAnother(last, piece) ? begin(piece) : last;
    }
    if (!piece.id().isEmpty()) {
      var known = ofId(piece.id());
      if (known != null) {
        return isNamedOtherwise(known, piece) ? begin(piece) : known;
      }
      var last = last();
      return last == null || !piece.name().isEmpty() || last.arguments.isComplete()
          ? begin(piece)
          : last;
    }
    if (count > 1 && piece.name().isEmpty() && position < calls.size()) {
      return calls.get(position);
    }
    var last = last();
    return last == null
            || (!piece.name().isEmpty() && touched.contains(last))
            || startsAnother(last, piece)
        ? begin(piece)
        : last;
  }

  /** Whether the id is not reliable: some servers give all calls of one answer the same id. */
  private static boolean isNamedOtherwise(Call known, ToolCallPiece piece) {
    return !piece.name().isEmpty()
        && !known.name.isEmpty()
        && !piece.name().equals(known.name)
        && (known.arguments.isComplete() || known.arguments.isBlank());
  }

  /** Whether a piece with the index of a call is the beginning of another one. */
  private static boolean startsAnother(Call last, ToolCallPiece piece) {
    boolean isComplete = last.arguments.isComplete();
    if (piece.name().isEmpty()) {
      return last.isNamedAgain
          && isComplete
          && !piece.text().isBlank()
          && !last.arguments.isRepeatedBy(piece.text());
    }
    if (!piece.id().isEmpty() && !last.id.isEmpty()) {
      return !piece.id().equals(last.id)
          && (isComplete || last.arguments.isBlank() || !piece.name().equals(last.name));
    }
    if (last.name.isEmpty()) {
      return false;
    }
    return !piece.name().equals(last.name)
        || (isComplete && !piece.text().isBlank() && !last.arguments.isRepeatedBy(piece.text()));
  }

  private @Nullable Call ofIndex(long index) {
    for (var call : calls.reversed()) {
      if (call.index != null && call.index == index) {
        return call;
      }
    }
    return null;
  }

  private @Nullable Call ofId(String id) {
    for (var call : calls.reversed()) {
      if (call.id.equals(id)) {
        return call;
      }
    }
    return null;
  }

  private @Nullable Call last() {
    return calls.isEmpty() ? null : calls.getLast();
  }

  private Call begin(ToolCallPiece piece) {
    AnswerLimits.require(calls.size() + 1L, AnswerLimits.TOOL_CALLS, "tool calls");
    var last = last();
    var call = new Call(piece.index());
    if (last != null && last.isNamedAgain && piece.name().isEmpty()) {
      call.name = last.name;
    }
    calls.add(call);
    return call;
  }

  private void add(Call call, ToolCallPiece piece, ArrayNode result) {
    AnswerLimits.require(piece.id().length(), AnswerLimits.ID, "characters of an id");
    AnswerLimits.require(piece.name().length(), AnswerLimits.NAME, "characters of a tool's name");
    if (call.id.isEmpty()) {
      call.id = piece.id();
    }
    if (call.name.isEmpty()) {
      call.name = piece.name();
    } else if (!piece.name().isEmpty() && call.arguments.isComplete()) {
      call.isNamedAgain = true;
    }
    var text = call.arguments.add(piece.text());
    if (call.name.isEmpty()) {
      call.heldBack.append(text);
      return;
    }
    if (call.position < 0) {
      result.add(first(call, piece, call.heldBack + text));
    } else if (!text.isEmpty() || piece.hasMore()) {
      result.add(piece.later(call.position, text));
    }
  }

  private ObjectNode first(Call call, ToolCallPiece piece, String text) {
    call.position = announced++;
    if (call.id.isEmpty() || isTaken(call)) {
      call.id = newId();
    }
    return piece.first(call.position, call.id, call.name, text);
  }

  private boolean isTaken(Call call) {
    return calls.stream().anyMatch(other -> other != call && other.id.equals(call.id));
  }

  private static String newId() {
    var id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_CHARACTERS.charAt(ThreadLocalRandom.current().nextInt(ID_CHARACTERS.length())));
    }
    return id.toString();
  }

  /** Whether no call has arrived. */
  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Whether the arguments of a call were begun and not ended. */
  boolean isCut() {
    return calls.stream().anyMatch(call -> call.arguments.isCut());
  }

  /**
   * Empty objects that were held back, because real arguments might have followed them; to be
   * called when something else follows.
   */
  ArrayNode flush() {
    var result = JSON.createArrayNode();
    for (var call : calls) {
      if (call.position >= 0 && !call.isEnded && call.arguments.isHeldBack()) {
        result.add(ToolCallPiece.empty().later(call.position, "{}"));
        call.isEnded = true;
      }
    }
    return result;
  }

  /**
   * The remaining parts when the answer has ended: calls without arguments get an empty object,
   * which every server accepts; calls without a name are handed on, so that they are not lost.
   */
  ArrayNode end() {
    var result = JSON.createArrayNode();
    for (var call : calls) {
      boolean isUnnamed = call.position < 0;
      if (isUnnamed && call.id.isEmpty() && call.arguments.isBlank()) {
        continue;
      }
      var rest = call.arguments.isEmptyObject() ? "{}" : "";
      if (isUnnamed) {
        result.add(first(call, ToolCallPiece.empty(), call.heldBack + rest));
      } else if (!rest.isEmpty() && !call.isEnded) {
        result.add(ToolCallPiece.empty().later(call.position, rest));
      }
      call.isEnded = true;
    }
    return result;
  }
}
