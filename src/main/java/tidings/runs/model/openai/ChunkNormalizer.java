package tidings.runs.model.openai;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.runs.model.AnswerLimits;
import tidings.runs.model.LanguageModel;
import tidings.runs.model.ModelError;
import tidings.runs.model.ModelException;

/**
 * Converts the chunks of any server to OpenAI's own form, so that consumers need to support one
 * form only. Receives the chunks of one call and hands them on: valid parts are passed unchanged;
 * finish reasons and usage are held back until the answer has ended, and then handed on once. One
 * thread.
 *
 * <p>Only the end of a stream shows whether an answer is complete: see {@link #end}.
 */
final class ChunkNormalizer {

  private static final JsonMapper JSON = new JsonMapper();

  /** The way an answer ended. */
  enum Ending {
    /** The server marked the end: {@code [DONE]}, or a body that is one document. */
    MARKED,
    /** The body ended by the rules of HTTP, without a mark. */
    UNMARKED,
    /** The connection broke, or a timeout passed. */
    BROKEN
  }

  private final String model;
  private final boolean keepsFunctionCall;
  private final LanguageModel.Chunks chunks;
  private final TreeMap<Integer, ChoiceState> choices = new TreeMap<>();
  private @Nullable ObjectNode head;
  private @Nullable ObjectNode usageChunk;
  private @Nullable JsonNode usage;

  /**
   * The server sends {@code finish_reason: null}: an answer that never got another value was cut.
   */
  private boolean isFinishNamed;

  /**
   * @param model its name in chunks without one
   * @param keepsFunctionCall whether the caller asked in the old form, with {@code functions}, and
   *     is answered in it
   */
  ChunkNormalizer(String model, boolean keepsFunctionCall, LanguageModel.Chunks chunks) {
    this.model = model;
    this.keepsFunctionCall = keepsFunctionCall;
    this.chunks = chunks;
  }

  /**
   * Adds a chunk, which it changes.
   *
   * @throws ModelException if the chunk reports a failure, or has more parts than any model sends
   */
  void add(ObjectNode chunk) {
    readHead(chunk);
    boolean hasUsage = takeUsage(chunk);
    if (!chunk.path("choices").isArray()) {
      chunk.putArray("choices");
    }
    var all = (ArrayNode) chunk.path("choices");
    if (all.isEmpty()) {
      if (hasUsage) {
        usageChunk = chunk;
      } else {
        chunks.accept(chunk);
      }
      return;
    }
    for (var each = all.iterator(); each.hasNext(); ) {
      if (!(each.next() instanceof ObjectNode choice) || isHeldBack(chunk, choice)) {
        each.remove();
      }
    }
    if (!all.isEmpty()) {
      chunks.accept(chunk);
    }
  }

  private void readHead(ObjectNode chunk) {
    ChunkValues.correct(chunk);
    if (head == null) {
      head = JSON.createObjectNode();
      head.put("id", "chatcmpl-" + UUID.randomUUID()).put("object", "").put("created", 0);
      head.put("model", model);
      for (var field : List.of("id", "object", "created", "model", "system_fingerprint")) {
        if (chunk.hasNonNull(field)) {
          head.set(field, chunk.get(field));
        }
      }
      head.put("object", "chat.completion.chunk");
    }
    if (!chunk.path("object").asText().equals("chat.completion.chunk")) {
      chunk.put("object", "chat.completion.chunk");
    }
    for (var field : List.of("id", "created", "model")) {
      if (!chunk.hasNonNull(field) && head.has(field)) {
        chunk.set(field, head.get(field));
      }
    }
  }

  /** Some servers send the usage so far in every chunk: the last one counts. */
  private boolean takeUsage(ObjectNode chunk) {
    var sent = chunk.path("usage");
    if (!sent.isObject()) {
      sent = chunk.path("x_groq").path("usage");
    }
    if (!(sent instanceof ObjectNode counts) || counts.isEmpty()) {
      if (chunk.path("usage").isObject()) {
        chunk.remove("usage"); // some servers have an empty one in each chunk
      }
      return false;
    }
    ChunkValues.correctCounts(counts);
    usage = counts;
    if (!chunk.path("choices").isEmpty()) {
      chunk.remove("usage");
    }
    return true;
  }

  /**
   * Normalizes a choice; returns whether it is held back until the end, because it only announces
   * the end.
   */
  private boolean isHeldBack(ObjectNode chunk, ObjectNode choice) {
    long given = choice.path("index").asLong();
    if (given < 0 || given >= AnswerLimits.CHOICES) {
      throw ModelException.invalidAnswer("the model sent a choice with the index " + given);
    }
    int index = (int) given;
    choice.put("index", index);
    var state = choices.computeIfAbsent(index, _ -> new ChoiceState());
    var delta = ChoiceState.delta(choice);
    boolean hasPayload = state.normalize(delta, keepsFunctionCall);
    if (hasPayload) {
      state.addPayload();
      if (!delta.has("tool_calls")) {
        flush(index, state);
      }
    }
    var reason = choice.path("finish_reason");
    if (reason.isTextual() && !reason.asText().isBlank()) {
      boolean saidBefore = state.hasPayload() && !hasPayload;
      finish(state, chunk, choice, FinishReason.ofOpenAi(reason.asText()), saidBefore);
      if (saidBefore) {
        return true;
      }
    } else {
      isFinishNamed |= reason.isNull();
    }
    state.begin(delta);
    if (!reason.isNull()) {
      choice.putNull("finish_reason");
    }
    return false;
  }

  private void flush(int index, ChoiceState state) {
    var pieces = state.calls.flush();
    if (!pieces.isEmpty()) {
      var chunk = closing(index);
      var choice = (ObjectNode) chunk.path("choices").path(0);
      choice.putNull("finish_reason");
      ((ObjectNode) choice.path("delta")).set("tool_calls", pieces);
      chunks.accept(chunk);
    }
  }

  private void finish(
      ChoiceState state, ObjectNode chunk, ObjectNode choice, String reason, boolean saidBefore) {
    if (FinishReason.isFailure(reason)) {
      throw ModelException.failed(
          choice.hasNonNull("error")
              ? ModelError.of(choice)
              : ModelError.text("it ended its answer with the finish reason '" + reason + "'"));
    }
    state.finish(reason);
    if (saidBefore) {
      var last = chunk.deepCopy();
      last.putArray("choices").add(choice.deepCopy());
      state.last = last;
    } else {
      state.last = closing(choice.path("index").asInt());
    }
  }

  private ObjectNode closing(int index) {
    var chunk = requireNonNullElse(head, JSON.createObjectNode()).deepCopy();
    var choice = chunk.putArray("choices").addObject().put("index", index);
    choice.putObject("delta");
    return chunk;
  }

  /** Whether the server has sent all parts of a complete answer. */
  boolean isSettled() {
    return isCertainlyFinished() && usage != null;
  }

  private boolean isCertainlyFinished() {
    return isFinished() && choices.values().stream().noneMatch(ChoiceState::isReasonDoubtful);
  }

  /** Whether every choice has a finish reason that nothing has followed. */
  boolean isFinished() {
    return !choices.isEmpty() && choices.values().stream().allMatch(ChoiceState::isFinished);
  }

  /**
   * Hands on the parts that were held back.
   *
   * @throws ModelException if the answer is not complete. It is complete if the server marked its
   *     end, unless it left a finish reason {@code null} or a tool call unfinished; without a mark,
   *     if nothing followed the finish reasons
   */
  void end(Ending ending) {
    switch (ending) {
      case MARKED -> checkMarked();
      case UNMARKED -> {
        if (!isFinished() && !isEmptyAnswer()) {
          throw ModelException.invalidAnswer("the model's answer was cut before it had finished");
        }
      }
      case BROKEN -> {
        if (!isCertainlyFinished()) {
          throw ModelException.invalidAnswer(
              "the connection to the model broke before it had finished");
        }
      }
    }
    choices.forEach(this::close);
    if (usageChunk != null) {
      usageChunk.set("usage", usage);
      chunks.accept(usageChunk);
    } else if (usage != null) {
      var chunk = requireNonNullElse(head, JSON.createObjectNode()).deepCopy();
      chunk.putArray("choices");
      chunk.set("usage", usage);
      chunks.accept(chunk);
    }
  }

  /** The answer ended immediately, with a reason: a filter does that. */
  private boolean isEmptyAnswer() {
    return !choices.isEmpty()
        && choices.values().stream().allMatch(choice -> choice.hasReason() && !choice.hasPayload());
  }

  private void checkMarked() {
    if (choices.isEmpty()) {
      throw ModelException.invalidAnswer("the model ended without an answer");
    }
    for (var choice : choices.values()) {
      if (choice.hasReason()) {
        continue;
      }
      if (isFinishNamed || choice.calls.isCut() || !choice.hasPayload()) {
        throw ModelException.invalidAnswer("the model ended its answer without a finish reason");
      }
    }
  }

  private void close(int index, ChoiceState state) {
    var last = state.last == null ? closing(index) : state.last;
    var choice = (ObjectNode) last.path("choices").path(0);
    choice.put("finish_reason", state.finishReason());
    var rest = state.calls.end();
    if (!rest.isEmpty()) {
      var delta = JSON.createObjectNode();
      state.begin(delta);
      delta.set("tool_calls", rest);
      choice.set("delta", delta);
    }
    chunks.accept(last);
  }
}
