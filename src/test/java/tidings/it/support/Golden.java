package tidings.it.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Frames of a run in a normal form, equal for two runs: ids are {@code R} and {@code C}, a chunk is
 * its call, its type and its text, and deltas that may arrive as one frame are one. Frames that are
 * not chunks of exactly the known form stay unchanged, byte for byte. Pure functions.
 */
public final class Golden {

  private static final Pattern STARTED =
      Pattern.compile(
          "\\{\"type\":\"run_started\",\"run_id\":\"([^\"]+)\"(?:,\"conversation_id\":\"([^\"]+)\")?}");
  private static final Pattern CHUNK =
      Pattern.compile(
          "\\{\"id\":\"chatcmpl-R-([^\"]+)\",\"object\":\"chat.completion.chunk\",\"created\":\\d+,"
              + "\"model\":\"[^\"]+\",(?:\"node_name\":\"([^\"]+)\",)?\"choices\":"
              + "\\[\\{\"index\":0,\"delta\":(\\{.*}),\"finish_reason\":(null|\"\\w+\")}]}");
  private static final Pattern TEXT =
      Pattern.compile("\\{\"(content|reasoning_content)\":\"(.*)\"}");
  private static final Pattern CALL =
      Pattern.compile(
          "\\{\"tool_calls\":\\[\\{\"index\":(\\d+),(?:\"id\":\"([^\"]+)\",\"type\":\"function\",)?"
              + "\"function\":\\{(?:\"name\":\"([^\"]+)\",)?\"arguments\":\"(.*)\"}}]}");

  private Golden() {}

  /**
   * @param key of the pieces it may be joined with; empty: none
   * @param begins whether it must not be joined with the piece before it
   */
  private record Piece(String key, String text, boolean begins) {
    @Override
    public String toString() {
      return key.isEmpty() ? text : key + " " + text;
    }
  }

  public static List<String> of(List<SseEvent> frames) {
    return ofData(frames.stream().map(SseEvent::data).toList());
  }

  public static List<String> ofData(List<String> data) {
    var names = names(data);
    var pieces = new ArrayList<Piece>();
    for (var one : data) {
      var piece = piece(names.apply(one));
      var before = pieces.isEmpty() ? null : pieces.getLast();
      if (before != null
          && !piece.key().isEmpty()
          && !piece.begins()
          && before.key().equals(piece.key())) {
        pieces.set(
            pieces.size() - 1,
            new Piece(before.key(), before.text() + piece.text(), before.begins()));
      } else {
        pieces.add(piece);
      }
    }
    return pieces.stream().map(Piece::toString).toList();
  }

  private static UnaryOperator<String> names(List<String> data) {
    var started = STARTED.matcher(data.isEmpty() ? "" : data.getFirst());
    if (!started.matches()) {
      return text -> text;
    }
    var run = started.group(1);
    var conversation = started.group(2);
    return text -> {
      var named = text.replace(run, "R");
      return conversation == null ? named : named.replace(conversation, "C");
    };
  }

  private static Piece piece(String data) {
    var chunk = CHUNK.matcher(data);
    if (!chunk.matches()) {
      return new Piece("", data, true);
    }
    var call = chunk.group(1) + (chunk.group(2) == null ? "" : "@" + chunk.group(2));
    if (!chunk.group(4).equals("null")) {
      return new Piece("", call + " finish " + chunk.group(4) + chunk.group(3), true);
    }
    var text = TEXT.matcher(chunk.group(3));
    if (text.matches()) {
      return new Piece(call + " " + text.group(1), text.group(2), false);
    }
    var tool = CALL.matcher(chunk.group(3));
    if (!tool.matches()) {
      return new Piece("", data, true);
    }
    boolean begins = tool.group(2) != null || tool.group(3) != null;
    var head = begins ? tool.group(2) + " " + tool.group(3) + ": " : "";
    return new Piece(call + " call " + tool.group(1), head + tool.group(4), begins);
  }
}
