package tidings.it.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A deviation of a model's server from OpenAI's, simulated by {@link OpenAiStub} as the model
 * {@code quirk:<name>}, and the expected result.
 *
 * @param name the name in the model's name
 * @param headers of the answer, beside its transfer encoding
 * @param body of the answer
 * @param encoding in which the body is sent
 * @param end how the body ends
 * @param outcome the result that every client must receive
 */
public record ModelQuirk(
    String name, String headers, String body, Encoding encoding, End end, Outcome outcome) {

  public static final String PREFIX = "quirk:";

  private static final String STREAM = "Content-Type: text/event-stream\r\n";

  /** A content encoding. */
  public enum Encoding {
    IDENTITY,
    GZIP
  }

  /** How a body ends. */
  public enum End {
    /** By the rules of HTTP. */
    CLOSED,
    /** The connection is lost. */
    CUT
  }

  /** The result of an answer. */
  public sealed interface Outcome {}

  /**
   * The answer is complete.
   *
   * @param tokens total of its usage; 0: it reported none
   */
  public record Whole(
      String text, String reasoning, List<Call> calls, String finishReason, int tokens)
      implements Outcome {}

  /**
   * The call failed.
   *
   * @param message a part of the expected message
   */
  public record Failure(String message) implements Outcome {}

  /**
   * A tool call.
   *
   * @param arguments as JSON without spaces
   */
  public record Call(String name, String arguments) {}

  static ModelQuirk stream(String name, String body, Outcome outcome) {
    return new ModelQuirk(name, STREAM, body, Encoding.IDENTITY, End.CLOSED, outcome);
  }

  static ModelQuirk cut(String name, String body, Outcome outcome) {
    return new ModelQuirk(name, STREAM, body, Encoding.IDENTITY, End.CUT, outcome);
  }

  static ModelQuirk document(String name, String type, String body, Outcome outcome) {
    return stream(name, body, outcome).withHeaders("Content-Type: " + type + "\r\n");
  }

  ModelQuirk withHeaders(String other) {
    return new ModelQuirk(name, other, body, encoding, end, outcome);
  }

  ModelQuirk compressed() {
    return new ModelQuirk(
        name, headers + "Content-Encoding: gzip\r\n", body, Encoding.GZIP, end, outcome);
  }

  /** The encoded body. */
  byte[] bytes() {
    var plain = body.getBytes(StandardCharsets.UTF_8);
    return switch (encoding) {
      case IDENTITY -> plain;
      case GZIP -> gzip(plain);
    };
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes, true)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
