package tidings.ingress.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import tidings.ingress.RawInput;

/**
 * Messages that wait for the log, bounded by their number and size. What comes while it is full is
 * dropped, counted, and told in one line when that begins and one when it is over: when it is half
 * empty again. Thread-safe.
 */
final class MessageQueue {

  private static final Logger LOG = Logger.getLogger(MessageQueue.class.getName());

  private final int maxMessages;
  private final long maxBytes;
  private final LossCounters losses;

  // Guarded by this.
  private final ArrayDeque<RawInput> messages = new ArrayDeque<>();
  private long bytes;
  private long dropped; // since the queue was found full; 0 while nothing is dropped

  MessageQueue(int maxMessages, long maxBytes, LossCounters losses) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.losses = losses;
  }

  /** Answers whether there was room. */
  synchronized boolean offer(RawInput message) {
    int size = size(message);
    if (messages.size() >= maxMessages || bytes + size > maxBytes) {
      losses.lost(LossCounters.Reason.QUEUE_FULL, 1);
      if (dropped++ == 0) {
        LOG.warning(
            () ->
                "Messages of Redis channels are dropped: %d with %d bytes wait for the log already"
                    .formatted(messages.size(), bytes));
      }
      return false;
    }
    messages.add(message);
    bytes += size;
    notifyAll();
    return true;
  }

  /** How many wait. */
  synchronized int count() {
    return messages.size();
  }

  private static int size(RawInput message) {
    var payload = message.payload();
    return payload == null ? 0 : payload.length;
  }

  /** The first messages, as soon as there are some, at most so many; they stay. */
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

  /** Lets go of the first messages. */
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

  /** Waits until nothing is in it; answers how many are still. */
  synchronized int awaitEmpty(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); !messages.isEmpty() && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    return messages.size();
  }
}
