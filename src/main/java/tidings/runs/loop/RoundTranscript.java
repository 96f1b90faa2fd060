package tidings.runs.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a round, in the order in which they began, including incomplete ones.
 * Thread-safe: parallel nodes write at the same time.
 */
public final class RoundTranscript {

  private sealed interface Entry {
    record Complete(ObjectNode message) implements Entry {}

    record Streaming(ReplyBuilder reply) implements Entry {}
  }

  private final List<Entry> entries = new ArrayList<>();

  public synchronized void add(ObjectNode message) {
    entries.add(new Entry.Complete(message));
  }

  synchronized void begin(ReplyBuilder reply) {
    entries.add(new Entry.Streaming(reply));
  }

  /** All messages so far; an empty one is left out. */
  public synchronized List<ObjectNode> messages() {
    var messages = new ArrayList<ObjectNode>(entries.size());
    for (var entry : entries) {
      switch (entry) {
        case Entry.Complete complete -> messages.add(complete.message());
        case Entry.Streaming streaming -> {
          if (!streaming.reply().isEmpty()) {
            messages.add(streaming.reply().message());
          }
        }
      }
    }
    return messages;
  }
}
