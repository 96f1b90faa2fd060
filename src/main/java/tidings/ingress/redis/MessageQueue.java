package tidings.ingress.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import tidings.ingress.RawInput;

/**
 * Messages that wait for the log, limited by their number and size. While it is full, new messages
 * are dropped and counted. One log line reports the start of that, and one the end, when the queue
 * is half empty again. Thread-safe.
 */
final class MessageQueue {

  private static final Logger LOG = Logger.getLogger(MessageQueue.class.getName());

  private final int maxMessages;
  private final long maxBytes;
  private final LossCounters losses;

  // Guarded by this.
  private final ArrayDeque<RawInput> messages = new ArrayDeque<>();
  private long bytes;
  private long dropped; // since the queue was full; 0 while nothing is dropped

  MessageQueue(int maxMessages, long maxBytes, LossCounters losses) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.losses = losses;
  }

  /** Adds a message if there is capacity; returns whether it was added. */
  synchronized boolean offer(RawInput message) {
    int size = size(message);
    if (messages.size() >= maxMessages || bytes + size > maxBytes) {
      losses.countLost(LossCounters.Reason.QUEUE_FULL, 1);
      if (dropped++ == 0) {
        LOG.warning(
            () ->
                "Messages of Redis channels are dropped: %d with %d bytes already wait for the log"
                    .formatted(messages.size(), bytes));
      }
      return false;
    }
    messages.add(message);
    bytes += size;
    notifyAll();
    return true;
  }

  /** Number of waiting messages. */
  synchronized int count() {
    return messages.size();
  }

  private static int size(RawInput message) {
    var payload = message.payload();
    return payload == null ? 0 : payload.length;
  }

  /** The first messages, as soon as there are some, up to this number; they stay in the queue. */
  synchronized List<RawInput> first(int atMost, Duration wait) throws InterruptedException {
    long until = System.nanoTime() + wait.toNanos();
    for (long left = wait.toMillis(); messages.isEmpty() && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    var first = new ArrayList<RawInput>(Math.min(atMost, messages.size()));
    for (var message : messages) {
      if (first.size() == atMost) {
        break;
      }
      first.add(message);
    }
    return first;
  }

  /** Removes the first messages. */
  synchronized void remove(int count) {
    for (int i = 0; i < count; i++) {
      bytes -= size(messages.remove());
    }
    if (dropped > 0 && messages.size() <= maxMessages / 2 && bytes <= maxBytes / 2) {
      long lost = dropped;
      dropped = 0;
      LOG.info(() -> "Messages of Redis channels are no longer dropped; " + lost + " were");
    }
    notifyAll();
  }

  /** Waits until it is empty; returns the number of messages left. */
  synchronized int awaitEmpty(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); !messages.isEmpty() && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    return messages.size();
  }
}
