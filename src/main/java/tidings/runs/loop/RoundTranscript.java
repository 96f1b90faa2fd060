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
    record Said(ObjectNode message) implements Entry {}

    record Saying(ReplyBuilder reply) implements Entry {}
  }

  private final List<Entry> entries = new ArrayList<>();

  public synchronized void add(ObjectNode message) {
    entries.add(new Entry.Said(message));
  }

  synchronized void begin(ReplyBuilder reply) {
    entries.add(new Entry.Saying(reply));
  }

  /** All messages so far; an empty one is left out. */
  public synchronized List<ObjectNode> messages() {
    var messages = new ArrayList<ObjectNode>(entries.size());
    for (var entry : entries) {
      switch (entry) {
        case Entry.Said said -> messages.add(said.message());
        case Entry.Saying saying -> {
          if (!saying.reply().isEmpty()) {
            messages.add(saying.reply().message());
          }
        }
      }
    }
    return messages;
  }
}
