package tidings.runs.run.endpoint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;

/** Joins small frames for a late watcher. Pure functions. */
final class DeltaCoalescer {

  private DeltaCoalescer() {}

  /** The same frames, with consecutive deltas of the same kind and call joined into one. */
  static List<NumberedFrame> merge(List<NumberedFrame> frames) {
    if (frames.size() < 2) {
      return frames;
    }
    var merged = new ArrayList<NumberedFrame>(frames.size());
    int at = 0;
    while (at < frames.size()) {
      int end = at + 1;
      var first = frames.get(at).frame();
      while (end < frames.size() && continues(first, frames.get(end).frame())) {
        end++;
      }
      merged.add(new NumberedFrame(frames.get(end - 1).number(), join(frames.subList(at, end))));
      at = end;
    }
    return merged;
  }

  private static boolean continues(RunFrame first, RunFrame next) {
    return switch (first) {
      case RunFrame.Content one ->
          next instanceof RunFrame.Content other && one.call().equals(other.call());
      case RunFrame.Reasoning one ->
          next instanceof RunFrame.Reasoning other && one.call().equals(other.call());
      case RunFrame.ToolCallDelta one ->
          next instanceof RunFrame.ToolCallDelta other
              && one.call().equals(other.call())
              && one.index() == other.index()
              && other.id() == null
              && other.name() == null;
      default -> false;
    };
  }

  private static RunFrame join(List<NumberedFrame> same) {
    var first = same.getFirst().frame();
    if (same.size() == 1) {
      return first;
    }
    var text = new StringBuilder();
    same.forEach(frame -> text.append(text(frame.frame())));
    return switch (first) {
      case RunFrame.Content content -> new RunFrame.Content(content.call(), text.toString());
      case RunFrame.Reasoning reasoning ->
          new RunFrame.Reasoning(reasoning.call(), text.toString());
      case RunFrame.ToolCallDelta delta ->
          new RunFrame.ToolCallDelta(
              delta.call(), delta.index(), delta.id(), delta.name(), text.toString());
      default -> throw new IllegalArgumentException("is not joined: " + first);
    };
  }

  private static @Nullable String text(RunFrame frame) {
    return switch (frame) {
      case RunFrame.Content content -> content.text();
      case RunFrame.Reasoning reasoning -> reasoning.text();
      case RunFrame.ToolCallDelta delta -> delta.arguments();
      default -> null;
    };
  }
}
