package tidings.it.support;

import static tidings.it.support.StubScript.bytes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One answer of the stub: each call is one chunk and one write to the socket. One thread. */
public final class StubAnswer {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HEAD =
      """
      HTTP/1.1 200 OK
      Content-Type: text/event-stream
      Transfer-Encoding: chunked
      Connection: close

      """;

  private static final int PIECE = 500;

  private final String model;
  private final Socket socket;
  private final OutputStream out;
  private final CountDownLatch gone;
  private boolean started;

  /**
   * @param gone counted down when the client has closed the connection
   */
  public StubAnswer(String model, Socket socket, CountDownLatch gone) throws IOException {
    this.model = model;
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.gone = gone;
  }

  public void say(String... pieces) throws IOException {
    for (var piece : pieces) {
      delta("content", piece);
    }
  }

  /** A chunk with its type and an empty error. */
  public void odd(String piece) throws IOException {
    var chunk = chunk(opening().put("content", piece), null);
    event("{\"type\":\"chunk\",\"error\":null," + chunk.substring(1));
  }

  /** A comment, which is not an event. */
  public void comment() throws IOException {
    begin();
    write(bytes(": still there\n\n"));
  }

  public void delta(String field, String text) throws IOException {
    event(chunk(opening().put(field, text), null));
  }

  void call(int index, @Nullable String id, @Nullable String name, String arguments)
      throws IOException {
    var delta = opening();
    var call = delta.putArray("tool_calls").addObject().put("index", index);
    if (id != null) {
      call.put("id", id).put("type", "function");
    }
    var function = call.putObject("function");
    if (name != null) {
      function.put("name", name);
    }
    function.put("arguments", arguments);
    event(chunk(delta, null));
  }

  /** The first delta of an answer carries the role. */
  private ObjectNode opening() {
    var delta = MAPPER.createObjectNode();
    return started ? delta : delta.put("role", "assistant");
  }

  public void finish(String reason, int promptTokens, int completionTokens) throws IOException {
    finishWithoutUsage(reason);
    usage(promptTokens, completionTokens);
    done();
  }

  public void finishWithoutUsage(String reason) throws IOException {
    event(chunk(MAPPER.createObjectNode(), reason));
  }

  public void usage(int promptTokens, int completionTokens) throws IOException {
    var chunk = head("chat.completion.chunk");
    chunk.putArray("choices");
    used(chunk, promptTokens, completionTokens);
    event(chunk.toString());
  }

  public void done() throws IOException {
    event("[DONE]");
    end();
  }

  /** Ends the body by the rules of HTTP, whatever it contains. */
  public void end() throws IOException {
    begin();
    out.write(bytes("0\r\n\r\n"));
    out.flush();
  }

  /** Any answer, complete, in HTTP chunks of some bytes. */
  void play(ModelQuirk quirk) throws IOException {
    started = true;
    out.write(
        bytes(
            "HTTP/1.1 200 OK\r\n"
                + quirk.headers()
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"));
    var body = quirk.bytes();
    for (int at = 0; at < body.length; at += PIECE) {
      write(Arrays.copyOfRange(body, at, Math.min(at + PIECE, body.length)));
    }
    switch (quirk.end()) {
      case CLOSED -> end();
      case CUT -> cut();
    }
  }

  /** The text, split after each of its bytes. */
  public void splitting(String text) throws IOException {
    var chunk = chunk(opening().put("content", text), null);
    begin();
    for (byte one : bytes("data: " + chunk + "\n\n")) {
      write(new byte[] {one});
    }
  }

  public void event(String data) throws IOException {
    begin();
    write(bytes("data: " + data + "\n\n"));
  }

  private void begin() throws IOException {
    if (!started) {
      started = true;
      out.write(bytes(HEAD.replace("\n", "\r\n")));
    }
  }

  /** One HTTP chunk. */
  private void write(byte[] body) throws IOException {
    var size = bytes(Integer.toHexString(body.length) + "\r\n");
    var whole = new byte[size.length + body.length + 2];
    System.arraycopy(size, 0, whole, 0, size.length);
    System.arraycopy(body, 0, whole, size.length, body.length);
    whole[whole.length - 2] = '\r';
    whole[whole.length - 1] = '\n';
    out.write(whole);
    out.flush();
  }

  /** Breaks the connection, without a last chunk. */
  public void cut() throws IOException {
    socket.shutdownOutput();
  }

  public void refuse(int status, Map<String, String> headers, String message) throws IOException {
    var body = MAPPER.createObjectNode();
    body.putObject("error").put("message", message).put("type", "stand_in");
    answer(status, headers, body.toString());
  }

  public void whole(String text, int promptTokens, int completionTokens) throws IOException {
    var body = head("chat.completion");
    var choice = body.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", text);
    used(body, promptTokens, completionTokens);
    answer(200, Map.of(), body.toString());
  }

  public void answer(int status, Map<String, String> headers, String json) throws IOException {
    var head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Type: application/json\r\nConnection: close\r\n");
    head.append("Content-Length: " + bytes(json).length + "\r\n\r\n");
    out.write(bytes(head + json));
    out.flush();
  }

  /** Sends nothing until the client has disconnected, or this many seconds have passed. */
  public void awaitGone(int seconds) throws InterruptedException {
    gone.await(seconds, TimeUnit.SECONDS);
  }

  /**
   * Whether the gate was opened before the client disconnected. Comments meanwhile show that the
   * model is alive.
   */
  public boolean awaitGoneOr(CountDownLatch gate) throws IOException, InterruptedException {
    for (int waited = 0; gone.getCount() > 0; waited++) {
      if (gate.await(20, TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (waited % 25 == 0) {
        comment();
      }
    }
    return false;
  }

  private String chunk(ObjectNode delta, @Nullable String finishReason) {
    var chunk = head("chat.completion.chunk");
    var choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    return chunk.toString();
  }

  private ObjectNode head(String object) {
    return MAPPER
        .createObjectNode()
        .put("id", "chatcmpl-stub")
        .put("object", object)
        .put("created", 1)
        .put("model", model);
  }

  private static void used(ObjectNode chunk, int promptTokens, int completionTokens) {
    chunk
        .putObject("usage")
        .put("prompt_tokens", promptTokens)
        .put("completion_tokens", completionTokens)
        .put("total_tokens", promptTokens + completionTokens);
  }
}
