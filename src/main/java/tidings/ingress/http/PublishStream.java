package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.event.Event;
import tidings.event.codec.EventReader;
import tidings.event.codec.Fault;
import tidings.event.codec.UnreadableEventException;
import tidings.ingress.PublishEnd;
import tidings.ingress.PublishStreams;
import tidings.ingress.Publishing;
import tidings.log.LogUnavailableException;
import tidings.platform.limits.OverLimitException;
import tidings.platform.policy.Policies;
import tidings.platform.policy.Policy;
import tidings.platform.retry.CloseSignal;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;

/**
 * One publish stream: a virtual thread reads its lines and publishes each, and {@link Answers}
 * writes what became of it. Only that thread ends the response, so that nothing reads a request
 * that has ended; when the node shuts down, {@link #close} does.
 */
final class PublishStream implements PublishStreams.Stream {

  private static final Logger LOG = Logger.getLogger(PublishStream.class.getName());

  private static final int BLOCK = 16 << 10;
  private static final byte[] NOTHING = {};

  /** Longer than a log takes to accept or refuse an event. */
  private static final Duration LAST_ANSWERS = Duration.ofMinutes(1);

  /** Time in which a publisher may end its request after the last line. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final Duration SHUTDOWN = Duration.ofSeconds(1);

  private final Dependencies with;
  private final LineResponse exchange;
  private final LineReader lines;
  private final LineAnswers texts;
  private final Answers answers;
  private final CloseSignal closing = new CloseSignal();
  private final Caller opener;
  private Caller caller;
  private Policy policy;

  /** The parts that all publish streams share. */
  record Dependencies(
      EventReader reader,
      Publishing publishing,
      Policies policies,
      PublishStreams streams,
      PublishStreamSettings settings) {}

  PublishStream(
      Dependencies with,
      LineResponse exchange,
      LineReader lines,
      LineAnswers texts,
      Caller opener) {
    this.with = with;
    this.exchange = exchange;
    this.lines = lines;
    this.texts = texts;
    this.opener = opener;
    caller = opener;
    policy = with.policies().current();
    answers = new Answers(with.settings(), exchange);
  }

  @Override
  public Caller caller() {
    return opener;
  }

  @Override
  public void close(PublishEnd end) {
    if (answers.close((end.line() + "\n").getBytes(UTF_8))) {
      closing.close();
      if (end == PublishEnd.SHUTDOWN) {
        Thread.ofVirtual().name("tidings-publish-end").start(this::endForShutdown);
      }
    }
  }

  /** The reading thread may wait for a silent publisher, and the server for that request. */
  private void endForShutdown() {
    try {
      boolean isWritten = answers.awaitEnd(SHUTDOWN);
      Thread.sleep(SHUTDOWN);
      LOG.fine(() -> isWritten ? "A publish stream has ended" : "A publish stream is broken off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.end();
    }
  }

  /** Reads until the publisher, or the server, ends the stream. */
  void run() {
    try {
      if (read()) {
        answers.close(NOTHING);
      } else {
        linger();
      }
    } catch (SocketTimeoutException e) {
      close(PublishEnd.IDLE);
    } catch (IOException e) {
      LOG.log(Level.FINE, "A publisher has disconnected", e);
      answers.close(NOTHING);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "A publish stream failed", e);
      close(PublishEnd.ERROR);
    } finally {
      end();
    }
  }

  private void end() {
    lines.close();
    try {
      if (!answers.awaitEnd(LAST_ANSWERS)) {
        LOG.warning("The log has not answered for a minute; a publish stream is broken off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.closeBody();
      exchange.end();
    }
  }

  /** Whether all was read, to the end of the body; false if the stream was closed before. */
  private boolean read() throws IOException {
    var pace = new ReadPace();
    var block = new byte[BLOCK];
    while (!answers.isClosed()) {
      long before = System.nanoTime();
      int count = exchange.read(block);
      long nanos = System.nanoTime() - before;
      if (count < 0) {
        return publishEnd();
      }
      lines.add(block, count);
      int published = publishAll();
      if (published < 0) {
        return false;
      }
      boolean pauses = pace.pausesAfter(nanos, published);
      answers.gather(pace.isDense());
      if (pauses) {
        closing.pause(ReadPace.PAUSE);
      }
    }
    return false;
  }

  /** Number of lines; negative if the stream is closed. */
  private int publishAll() {
    int count = 0;
    answers.hold();
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (!publish(line)) {
        return -1;
      }
      count++;
    }
    answers.release();
    return count;
  }

  /** A line without a line feed may be the start of a longer one. */
  private boolean publishEnd() {
    return !lines.isWithinLine()
        || publish(
            new LineReader.Line(
                NOTHING, unreadable("the last line does not end with a line feed")));
  }

  /** Publishes a line, or answers why it is not; false if the stream is closed. */
  private boolean publish(LineReader.Line line) {
    var slot = answers.take(line.bytes().length);
    if (slot == null) {
      return false;
    }
    try {
      if (line.refusal() != null) {
        throw line.refusal();
      }
      var event = event(line.bytes());
      var id = event.id().id();
      var appended = with.publishing().publish(current(), event, this::pause);
      if (appended.isEmpty()) {
        slot.cancel();
        return false;
      }
      var _ =
          appended
              .get()
              .whenComplete(
                  (done, failure) ->
                      slot.complete(
                          failure == null ? texts.taken(id, done) : texts.problem(failure)));
    } catch (UnreadableEventException
        | RefusedException
        | OverLimitException
        | LogUnavailableException e) {
      slot.complete(texts.problem(e));
    } catch (RuntimeException e) {
      slot.cancel();
      throw e;
    }
    with.streams().countLine();
    return true;
  }

  private boolean pause(Duration wait) {
    answers.release();
    return closing.pause(wait);
  }

  private Event event(byte[] line) {
    for (byte first : line) {
      if (first == '[') {
        throw unreadable("a line is one event, not an array");
      }
      if (first != ' ' && first != '\t') {
        break;
      }
    }
    return with.reader().plain(line).getFirst();
  }

  private static UnreadableEventException unreadable(String why) {
    return new UnreadableEventException(List.of(new Fault("", why)));
  }

  /** The caller with the grants of the policy in force. */
  private Caller current() {
    var now = with.policies().current();
    if (now != policy) {
      policy = now;
      caller = now.apply(opener);
    }
    return caller;
  }

  /**
   * Reads on without use: a connection that is closed while data arrives is reset, and the
   * publisher might not receive the last line.
   */
  private void linger() throws IOException {
    long end = System.nanoTime() + LINGER.toNanos();
    var block = new byte[BLOCK];
    while (System.nanoTime() < end) {
      if (exchange.read(block) < 0) {
        return;
      }
    }
  }
}
