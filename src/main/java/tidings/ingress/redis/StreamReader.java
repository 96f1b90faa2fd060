package tidings.ingress.redis;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import tidings.ingress.Ingestor;

/**
 * Reads one stream, as long as this node is the leader: first the pending entries of any consumer,
 * then new ones. After any failure it starts with the pending entries again, so that nothing is
 * kept in memory and no entry is reordered ahead of another.
 */
final class StreamReader {

  private static final Logger LOG = Logger.getLogger(StreamReader.class.getName());

  /** How long Redis may wait for an entry: a close may have to wait as long. */
  static final Duration WAIT = Duration.ofMillis(500);

  /**
   * Time after which a consumer without pending entries belongs to a node that no longer exists.
   */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final String stream;
  private final String source;
  private final StreamGroup group;
  private final Leadership leadership;
  private final Ingestor ingestor;
  private final LossCounters losses;
  private final RedisSettings settings;
  private final RetryLoop attempts;
  private volatile long waiting;

  // Only for the attempts' thread.
  private final ReadSize size;
  private @Nullable StreamEntryID last;

  StreamReader(
      String stream,
      StreamGroup group,
      Leadership leadership,
      Ingestor ingestor,
      LossCounters losses,
      RedisSettings settings,
      SourceFaults faults) {
    this.stream = stream;
    source = "redis:" + stream;
    this.group = group;
    this.leadership = leadership;
    this.ingestor = ingestor;
    this.losses = losses;
    this.settings = settings;
    size = new ReadSize(settings.limits().batch());
    attempts = new RetryLoop("stream " + stream, faults, settings.timing().retry(), this::round);
  }

  String stream() {
    return stream;
  }

  RetryLoop attempts() {
    return attempts;
  }

  /** Number of waiting entries as of the last query; zero if another node reads them. */
  long waiting() {
    return waiting;
  }

  private boolean mayContinue() {
    return leadership.isHeld() && !attempts.isClosed();
  }

  private void round() throws InterruptedException {
    if (!leadership.awaitHeld(WAIT)) {
      waiting = 0;
      attempts.rested();
      return;
    }
    try {
      size.restart();
      begin();
      waiting = group.lag().waiting();
      ingestPending();
      while (mayContinue()) {
        evaluate(group.lag());
        ingest(group.fresh(WAIT, size.count()));
        attempts.succeeded();
      }
    } catch (JedisDataException e) {
      if (!isGone(e)) {
        throw e;
      }
      LOG.fine(() -> "Redis stream " + stream + " or its group is missing; it is created again");
    }
  }

  private static boolean isGone(JedisDataException e) {
    var message = requireNonNullElse(e.getMessage(), "");
    return message.startsWith("NOGROUP") || message.contains("no such key");
  }

  /**
   * Reports entries that were trimmed unread, and reads entries that another node has read since:
   * its leadership ended while Redis waited for an entry for it.
   */
  private void evaluate(GroupLag lag) {
    waiting = lag.waiting();
    if (lag.trimmed() > 0) {
      losses.countLost(LossCounters.Reason.TRIMMED, lag.trimmed());
      group.skip(lag);
      LOG.warning(
          () ->
              "Redis stream %s was trimmed before it was read: at least %d entries are lost"
                  .formatted(stream, lag.trimmed()));
    }
    if (lag.pending() > 0) {
      ingestPending();
    }
  }

  private void begin() {
    var reached = last;
    if (reached == null) {
      if (group.create(settings.inputs().start())) {
        var from =
            settings.inputs().start().equals("$")
                ? "with new entries"
                : "after " + settings.inputs().start();
        LOG.info(() -> "Redis stream " + stream + " has a new group, which starts " + from);
      } else {
        forgetConsumers();
      }
      return;
    }
    // A lost group resumes from its last position. If the stream itself was replaced, the group
    // starts at the beginning: no entry of the new stream has been read.
    boolean same = group.newest().filter(id -> id.compareTo(reached) >= 0).isPresent();
    var start = same ? reached.toString() : "0";
    if (group.create(start)) {
      LOG.warning(
          () ->
              "Redis stream %s had lost its group, or was deleted: a new group starts after %s"
                  .formatted(stream, start));
    }
  }

  private void forgetConsumers() {
    long forgotten = group.forget(FORGOTTEN);
    if (forgotten > 0) {
      LOG.info(() -> "Redis stream " + stream + ": " + forgotten + " old consumers were removed");
    }
  }

  private void ingestPending() {
    while (mayContinue()) {
      var pending = group.pending(size.count());
      if (pending.isEmpty()) {
        return;
      }
      ingest(pending);
      attempts.succeeded();
    }
  }

  private void ingest(List<RedisEntry> entries) {
    if (entries.isEmpty() || !leadership.isHeld()) {
      return; // entries read but not ingested are pending, for the next leader
    }
    size.read(entries.size(), entries.stream().mapToLong(RedisEntry::bytes).sum());
    var readable = entries.stream().filter(entry -> entry.fault() == null);
    ingestor.ingest(readable.map(entry -> entry.input(source)).toList());
    // Afterwards: entries that are offered again, because the log is unreachable, would become dead
    // letters each time.
    entries.forEach(this::deadLetterIfUnreadable);
    group.acknowledge(entries);
    losses.countIngested(entries.size());
    var reached = entries.getLast().id();
    last = last == null || reached.compareTo(last) > 0 ? reached : last;
  }

  private void deadLetterIfUnreadable(RedisEntry entry) {
    var fault = entry.fault();
    if (fault != null) {
      ingestor.deadLetter(entry.input(source), fault);
      if (entry.fields() == null) {
        losses.countLost(LossCounters.Reason.TRIMMED, 1);
      }
    }
  }
}
