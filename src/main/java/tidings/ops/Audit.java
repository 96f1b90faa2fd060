package tidings.ops;

import static java.util.Objects.requireNonNullElse;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditEvent.Kind;
import tidings.platform.security.AuditSettings;
import tidings.platform.security.AuditTrail;

/**
 * The audit log: one line of JSON for each event. Operations of administrators have a file of their
 * own, so that no other user can make it rotate; events that other users can cause are in a second
 * file, with a limit on refused calls. Thread-safe.
 *
 * <p>A line that cannot be written does not stop the audited operation: it is counted, and the log
 * reports it.
 */
@Singleton
public class Audit implements AuditTrail {

  private static final Logger LOG = Logger.getLogger("tidings.audit");

  private final AuditSettings settings;
  private final AuditTopic topic;
  private final Clock clock;
  private final RefusalLimit limit;
  private final ReentrantLock boundLock = new ReentrantLock();
  private final LongAdder lost = new LongAdder();
  private final LongAdder suppressed = new LongAdder();
  private volatile @Nullable AuditFile file;
  private volatile @Nullable AuditFile activityFile;

  @Inject
  public Audit(AuditSettings settings, AuditTopic topic, Clock clock) {
    this.settings = settings;
    this.topic = topic;
    this.clock = clock;
    limit =
        new RefusalLimit(
            settings.refusals().perSource(), settings.refusals().total(), System.nanoTime());
  }

  /**
   * Opens the files.
   *
   * @throws IllegalStateException if one of them is not writable: no operation is performed without
   *     an audit
   */
  void start(@Observes Startup startup) {
    file = open(settings.files().admin(), "tidings.audit.file");
    activityFile = open(settings.files().activity(), "tidings.audit.activity-file");
  }

  private @Nullable AuditFile open(@Nullable Path path, String key) {
    try {
      return path == null
          ? null
          : new AuditFile(path, settings.files().bytes(), settings.files().kept());
    } catch (IOException e) {
      throw new IllegalStateException(key + " cannot be written: " + e, e);
    }
  }

  @Override
  public boolean accepts(Kind kind) {
    return switch (kind) {
      case ADMIN, SIGN_IN -> true;
      case PUBLISH -> settings.publishes();
      case TOOL -> settings.toolCalls();
    };
  }

  @Override
  public void record(AuditEvent event) {
    long left = 0;
    boolean isWritten = true;
    if (!event.outcome().isSuccess() && !event.isOfAdministrators()) {
      boundLock.lock();
      try {
        long now = System.nanoTime();
        left = limit.takeSuppressed(now);
        isWritten = limit.admits(source(event), now);
      } finally {
        boundLock.unlock();
      }
    }
    if (left > 0) {
      write(activityFile, AuditLine.ofSuppressed(left, clock.instant()));
    }
    if (isWritten) {
      write(event);
    } else {
      suppressed.increment();
    }
  }

  private static String source(AuditEvent event) {
    var user = event.user();
    return user == null ? "address " + event.address() : "user " + user;
  }

  private void write(AuditEvent event) {
    var line = AuditLine.of(event, clock.instant());
    write(event.isOfAdministrators() ? file : activityFile, line);
    if (event.kind() == Kind.ADMIN || event.kind() == Kind.SIGN_IN) {
      LOG.info(line);
      var subject = requireNonNullElse(event.target(), event.call());
      topic.publish(AuditLine.kind(event), line, subject);
    }
  }

  private void write(@Nullable AuditFile to, String line) {
    if (to != null) {
      try {
        to.append(line);
      } catch (IOException e) {
        lost.increment();
        if (lost.sum() == 1) {
          LOG.log(
              Level.SEVERE,
              "The audit log cannot be written, which tidings_audit_lost_total counts",
              e);
        }
      }
    }
  }

  /** Lines that could not be written. */
  public long lost() {
    return lost.sum() + topic.lost();
  }

  /** Refused calls that were counted but not written. */
  public long suppressed() {
    return suppressed.sum();
  }

  @PreDestroy
  void stop() {
    close(file);
    close(activityFile);
  }

  private static void close(@Nullable AuditFile open) {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A file of the audit log cannot be closed", e);
    }
  }
}
