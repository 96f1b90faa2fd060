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
 * Takes one stream, as long as it is this node's turn: first what was read and never acknowledged,
 * by whomever, then what is new. Whatever fails, it begins again with what is pending, so that
 * nothing is kept in memory and nothing overtakes.
 */
final class StreamReader {

  private static final Logger LOG = Logger.getLogger(StreamReader.class.getName());

  /** How long Redis is asked to wait for an entry: so long a close may have to wait. */
  static final Duration WAIT = Duration.ofMillis(500);

  /** After which a consumer without anything pending is one of a node that is no more. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final String stream;
  private final String source;
  private final StreamGroup group;
  private final Leadership turn;
  private final Ingestor intake;
  private final LossCounters losses;
  private final RedisSettings settings;
  private final RetryLoop attempts;
  private volatile long waiting;

  // Of the attempts' thread alone.
  private final ReadSize size;
  private @Nullable StreamEntryID last;

  StreamReader(
      String stream,
      StreamGroup group,
      Leadership turn,
      Ingestor intake,
      LossCounters losses,
      RedisSettings settings,
      SourceFaults troubles) {
    this.stream = stream;
    source = "redis:" + stream;
    this.group = group;
    this.turn = turn;
    this.intake = intake;
    this.losses = losses;
    this.settings = settings;
    size = new ReadSize(settings.limits().batch());
    attempts = new RetryLoop("stream " + stream, troubles, settings.timing().retry(), this::round);
  }

  String stream() {
    return stream;
  }

  RetryLoop attempts() {
    return attempts;
  }

  /** Entries that wait, as it was known a moment ago; none where another node takes them. */
  long waiting() {
    return waiting;
  }

  private boolean goesOn() {
    return turn.held() && !attempts.isClosed();
  }

  private void round() throws InterruptedException {
    if (!turn.awaitHeld(WAIT)) {
      waiting = 0;
      attempts.rested();
      return;
    }
    try {
      size.restart();
      begin();
      waiting = group.standing().waiting();
      takePending();
      while (goesOn()) {
        look(group.standing());
        take(group.fresh(WAIT, size.count()));
        attempts.succeeded();
      }
    } catch (JedisDataException e) {
      if (!isGone(e)) {
        throw e;
      }
      LOG.fine(() -> "Redis stream " + stream + " or its group is gone; it is made anew");
    }
  }

  private static boolean isGone(JedisDataException e) {
    var message = requireNonNullElse(e.getMessage(), "");
    return message.startsWith("NOGROUP") || message.contains("no such key");
  }

  /**
   * Tells what was trimmed before it was read, and takes what somebody else has read since: a node
   * whose turn ended while Redis waited for an entry for it.
   */
  private void look(GroupLag standing) {
    waiting = standing.waiting();
    if (standing.trimmed() > 0) {
      losses.lost(LossCounters.Reason.TRIMMED, standing.trimmed());
      group.skip(standing);
      LOG.warning(
          () ->
              "Redis stream %s was trimmed before it was read: at least %d entries are lost"
                  .formatted(stream, standing.trimmed()));
    }
    if (standing.pending() > 0) {
      takePending();
    }
  }

  private void begin() {
    var reached = last;
    if (reached == null) {
      if (group.create(settings.inputs().start())) {
        var from =
            settings.inputs().start().equals("$")
                ? "with what is new"
                : "behind " + settings.inputs().start();
        LOG.info(() -> "Redis stream " + stream + " has a new group, which begins " + from);
      } else {
        forgetConsumers();
      }
      return;
    }
    // A group that is gone goes on from where it was; in a stream that is not what it was, from the
    // beginning: nothing in it has been read.
    boolean same = group.newest().filter(id -> id.compareTo(reached) >= 0).isPresent();
    var start = same ? reached.toString() : "0";
    if (group.create(start)) {
      LOG.warning(
          () ->
              "Redis stream %s had lost its group, or was deleted: a new one begins behind %s"
                  .formatted(stream, start));
    }
  }

  private void forgetConsumers() {
    long forgotten = group.forget(FORGOTTEN);
    if (forgotten > 0) {
      LOG.info(() -> "Redis stream " + stream + ": " + forgotten + " former consumers are gone");
    }
  }

  private void takePending() {
    while (goesOn()) {
      var pending = group.pending(size.count());
      if (pending.isEmpty()) {
        return;
      }
      take(pending);
      attempts.succeeded();
    }
  }

  private void take(List<RedisEntry> entries) {
    if (entries.isEmpty() || !turn.held()) {
      return; // what was read and is not taken is pending, for whoever's turn it is
    }
    size.read(entries.size(), entries.stream().mapToLong(RedisEntry::bytes).sum());
    var readable = entries.stream().filter(entry -> entry.fault() == null);
    intake.take(readable.map(entry -> entry.input(source)).toList());
    // Afterwards: what is offered again because the log is away would be buried each time.
    entries.forEach(this::buryIfUnreadable);
    group.acknowledge(entries);
    losses.taken(entries.size());
    var reached = entries.getLast().id();
    last = last == null || reached.compareTo(last) > 0 ? reached : last;
  }

  private void buryIfUnreadable(RedisEntry entry) {
    var fault = entry.fault();
    if (fault != null) {
      intake.bury(entry.input(source), fault);
      if (entry.fields() == null) {
        losses.lost(LossCounters.Reason.TRIMMED, 1);
      }
    }
  }
}
