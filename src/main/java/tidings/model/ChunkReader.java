package tidings.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.sse.EventStreamParser;

/**
 * Reads the event stream of one call. Whatever a server uses to say that it failed is a {@link
 * ModelException}: an {@code error} object or text as data, {@code event: error}, a field {@code
 * error:}. One thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI, chat
 *     completion chunks</a>
 */
final class ChunkReader implements EventStreamParser.Receiver {

  private static final JsonMapper JSON = new JsonMapper();

  /** Longest event that is read: an endless line would fill the memory. */
  private static final int MAX_EVENT_BYTES = 4 << 20;

  private final ChunkNormalizer chunks;
  private final EventStreamParser parser = new EventStreamParser(this);
  private int sinceEvent;
  private boolean begun;
  private boolean done;

  ChunkReader(ChunkNormalizer chunks) {
    this.chunks = chunks;
  }

  /**
   * @throws ModelException if it is an error, or no chunk
   */
  void feed(byte[] bytes, int length) {
    sinceEvent += length;
    parser.feed(bytes, 0, length);
    if (sinceEvent > MAX_EVENT_BYTES) {
      throw ModelException.said("the model sent an event of more than 4 MiB");
    }
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
    if (data.equals("[DONE]")) {
      done = true;
      return;
    }
    var event = read(data);
    if (ModelError.isError(event) || (event.isArray() && ModelError.isError(event.path(0)))) {
      throw ModelException.failed(ModelError.of(event));
    }
    if (!(event instanceof ObjectNode chunk)) {
      throw ModelException.said("the model sent an event that is not a JSON object");
    }
    begun = true;
    chunks.add(chunk);
  }

  private static JsonNode read(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw ModelException.said(
          "the model sent an event that is not valid JSON: " + e.getOriginalMessage());
    }
  }

  @Override
  public void comment(String text) {
    sinceEvent = 0;
  }

  @Override
  public void unknownField(String name, String value) {
    if (name.equals("error")) {
      throw ModelException.failed(ModelError.of(value));
    }
  }

  /** Whether anything has come: then the call cannot be made again. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the server has said that nothing follows any more. */
  boolean isDone() {
    return done;
  }
}
