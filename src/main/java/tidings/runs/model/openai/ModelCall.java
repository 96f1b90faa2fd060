package tidings.runs.model.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tidings.runs.model.AnswerLimits;
import tidings.runs.model.LanguageModel;
import tidings.runs.model.ModelError;
import tidings.runs.model.ModelException;
import tidings.runs.model.openai.ChunkNormalizer.Ending;

/**
 * One attempt at a call, and its answer: a stream of events, or one document from a server that
 * does not stream. The first character shows which of the two it is, whatever its media type says.
 * One thread.
 */
public final class ModelCall {

  private static final JsonMapper JSON = BoundedJson.mapper(AnswerLimits.DOCUMENT_TOKENS);
  private static final int BUFFER_BYTES = 16 << 10;

  /** How long a server may take to close an answer that is complete. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ObjectNode request;
  private final Duration readTimeout;
  private final long maxBytes;
  private final ChunkNormalizer chunks;
  private final ChunkReader reader;
  private boolean isDocument;

  /**
   * @param readTimeout read timeout of the answer
   * @param maxBytes maximum size of the answer, as a stream of events
   */
  public ModelCall(
      ObjectNode request, LanguageModel.Chunks chunks, Duration readTimeout, long maxBytes) {
    this.maxBytes = maxBytes;
    this.request = request;
    this.readTimeout = readTimeout;
    this.chunks =
        new ChunkNormalizer(request.path("model").asText(), request.has("functions"), chunks);
    this.reader = new ChunkReader(this.chunks);
  }

  String body() {
    return request.toString();
  }

  /** Whether its answer has begun: then the call cannot be repeated. */
  boolean hasBegun() {
    return isDocument || reader.hasBegun();
  }

  /** Maximum time to wait for the next piece. */
  Duration readTimeout() {
    return chunks.isSettled() && GRACE.compareTo(readTimeout) < 0 ? GRACE : readTimeout;
  }

  /**
   * Reads the answer to its end.
   *
   * @throws IOException if the connection broke before anything arrived
   * @throws ModelException if the call failed or the answer is incomplete
   */
  public void read(InputStream body) throws IOException {
    var buffer = new byte[BUFFER_BYTES];
    int count = readBeginning(body, buffer);
    if (count > 0 && isDocument(buffer, count)) {
      isDocument = true;
      readDocument(buffer, count, body);
    } else {
      readEvents(buffer, count, body);
    }
  }

  /** Reads until there is more than white space. */
  private static int readBeginning(InputStream body, byte[] buffer) throws IOException {
    int count = 0;
    while (count < buffer.length && isBlank(buffer, count)) {
      int more = body.read(buffer, count, buffer.length - count);
      if (more < 0) {
        break;
      }
      count += more;
    }
    return count;
  }

  private static boolean isBlank(byte[] buffer, int count) {
    return new String(buffer, 0, count, StandardCharsets.UTF_8).replace("\uFEFF", "").isBlank();
  }

  private static boolean isDocument(byte[] buffer, int count) {
    var text = new String(buffer, 0, count, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    if (text.startsWith("<")) {
      throw ModelException.invalidAnswer(
          "the model's server answered with a page, not with a completion: "
              + ModelError.text(text).message());
    }
    return text.startsWith("{") || text.startsWith("[");
  }

  private void readEvents(byte[] buffer, int length, InputStream body) throws IOException {
    int count = length;
    long total = 0;
    try {
      while (count >= 0) {
        total += count;
        AnswerLimits.require(total, maxBytes, "bytes in one answer");
        reader.feed(buffer, count);
        if (reader.isDone()) {
          chunks.end(Ending.MARKED);
          return;
        }
        count = body.read(buffer);
      }
      reader.end();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (!reader.hasBegun()) {
        throw e;
      }
      chunks.end(Ending.BROKEN);
      return;
    } catch (ModelException e) {
      if (!e.isReadTimeout() || !chunks.isFinished()) {
        throw e;
      }
      chunks.end(Ending.BROKEN);
      return;
    }
    chunks.end(reader.isDone() ? Ending.MARKED : Ending.UNMARKED);
  }

  private void readDocument(byte[] buffer, int count, InputStream body) throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    bytes.write(buffer, 0, count);
    bytes.write(body.readNBytes(AnswerLimits.DOCUMENT_BYTES));
    AnswerLimits.require(bytes.size(), AnswerLimits.DOCUMENT_BYTES, "bytes in one document");
    var text = bytes.toString(StandardCharsets.UTF_8).replace("\uFEFF", "");
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw ModelException.invalidAnswer(
          "the model's answer is not valid JSON: " + e.getOriginalMessage());
    }
    if (ModelError.isError(json) || !(json instanceof ObjectNode document)) {
      throw ModelException.failed(ModelError.of(json));
    }
    if (document.path("choices").isEmpty()) {
      throw ModelException.invalidAnswer("the model answered without a choice");
    }
    for (var choice : document.path("choices")) {
      if (choice instanceof ObjectNode each && each.path("finish_reason").isNull()) {
        each.remove("finish_reason"); // the document is complete, whatever it contains
      }
    }
    chunks.add(document);
    chunks.end(Ending.MARKED);
  }
}
