package tidings.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.sse.EventStreamParser;

/**
 * Reads the event stream of one call, and knows when it came to its own end. One thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI, chat
 *     completion chunks</a>
 */
final class ChunkReader {

  private static final JsonMapper JSON = new JsonMapper();

  /** Longest event that is read: an endless line would fill the memory. */
  private static final int MAX_EVENT_BYTES = 4 << 20;

  private final LanguageModel.Chunks chunks;
  private final EventStreamParser parser = new EventStreamParser(this::message);
  private int sinceEvent;
  private boolean begun;
  private boolean finished;
  private boolean done;

  ChunkReader(LanguageModel.Chunks chunks) {
    this.chunks = chunks;
  }

  /**
   * @throws ModelException if it is an error, or no chunk
   */
  void feed(byte[] bytes) {
    sinceEvent += bytes.length;
    parser.feed(bytes);
    if (sinceEvent > MAX_EVENT_BYTES) {
      throw ModelException.said("the model sent an event of more than 4 MiB");
    }
  }

  private void message(EventStreamParser.Message message) {
    sinceEvent = 0;
    if (done) {
      return;
    }
    if (message.data().equals("[DONE]")) {
      done = true;
      return;
    }
    try {
      if (!(JSON.readTree(message.data()) instanceof ObjectNode chunk)) {
        throw ModelException.said("the model sent an event that is no JSON object");
      }
      take(chunk);
    } catch (JsonProcessingException e) {
      throw ModelException.said("the model sent what is no JSON: " + e.getOriginalMessage());
    }
  }

  private void take(ObjectNode chunk) {
    if (chunk.hasNonNull("error")) { // some servers say in each chunk that there is none
      throw ModelException.said("the model failed: " + errorText(chunk));
    }
    begun = true;
    for (var choice : chunk.path("choices")) {
      finished |= choice.path("finish_reason").isTextual();
    }
    chunks.take(chunk);
  }

  /** What a body with an error says, in whichever of the usual forms. */
  static String errorText(JsonNode body) {
    var error = body.path("error");
    var text = error.isTextual() ? error : error.path("message");
    return text.isTextual() ? text.asText() : body.toString();
  }

  /** Whether anything has been handed on: then the call cannot be made again. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether a finish reason came: what may follow is the usage. */
  boolean isFinished() {
    return finished;
  }

  /** Whether nothing follows any more. */
  boolean isDone() {
    return done;
  }
}
