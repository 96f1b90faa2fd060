package tidings.runs.model.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import tidings.runs.model.AnswerLimits;
import tidings.runs.model.ModelError;
import tidings.runs.model.ModelException;
import tidings.sse.EventStreamParser;

/**
 * Reads the event stream of one call. Each form in which a server reports a failure is a {@link
 * ModelException}: an {@code error} object or text as data, {@code event: error}, a field {@code
 * error:}. One thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI, chat
 *     completion chunks</a>
 */
final class ChunkReader implements EventStreamParser.Receiver {

  private static final JsonMapper JSON = BoundedJson.mapper(AnswerLimits.EVENT_TOKENS);

  /** The end mark, also as a JSON string. */
  private static final Pattern DONE = Pattern.compile("\"?\\[DONE]\"?", Pattern.CASE_INSENSITIVE);

  private static final byte[] BLANK_LINE = {'\n', '\n'};

  private final ChunkNormalizer chunks;
  private final EventStreamParser parser = new EventStreamParser(this);

  /** Bytes since the last event. Comments count: one may be between two lines of one event. */
  private int sinceEvent;

  private boolean started;
  private boolean done;

  ChunkReader(ChunkNormalizer chunks) {
    this.chunks = chunks;
  }

  /**
   * @throws ModelException if it is an error, or not a chunk
   */
  void feed(byte[] bytes, int length) {
    sinceEvent += length;
    parser.feed(bytes, 0, length);
    AnswerLimits.require(sinceEvent, AnswerLimits.EVENT_BYTES, "bytes in one event");
  }

  @Override
  public void message(EventStreamParser.Message message) {
    sinceEvent = 0;
    var data = message.data().strip();
    if (done || data.isEmpty()) {
      return;
    }
    if (message.type().equals("error")) {
      throw ModelException.failed(ModelError.of(data));
    }
    if (DONE.matcher(data).matches()) {
      done = true;
      return;
    }
    var event = read(data);
    if (ModelError.isError(event) || (event.isArray() && ModelError.isError(event.path(0)))) {
      throw ModelException.failed(ModelError.of(event));
    }
    if (isNothing(event)) {
      return;
    }
    if (!(event instanceof ObjectNode chunk)) {
      throw ModelException.invalidAnswer("the model sent an event that is not a JSON object");
    }
    started = true;
    chunks.add(chunk);
  }

  /** Some servers keep the connection alive with such events. */
  private static boolean isNothing(JsonNode event) {
    return event.isNull() || event.path("type").asText().equals("ping");
  }

  private static JsonNode read(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw ModelException.invalidAnswer(
          "the model sent an event that is not valid JSON: " + e.getOriginalMessage());
    }
  }

  @Override
  public void unknownField(String name, String value) {
    if (name.equals("error")) {
      throw ModelException.failed(ModelError.of(value));
    }
  }

  /** Handles the end of the body: a last event may lack the blank line behind it. */
  void end() {
    parser.feed(BLANK_LINE);
  }

  /** Whether anything has arrived: then the call cannot be repeated. */
  boolean hasBegun() {
    return started;
  }

  /** Whether the server has announced the end. */
  boolean isDone() {
    return done;
  }
}
