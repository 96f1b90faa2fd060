package tidings.platform.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The current policy of this node, from a file that is read again when its content changes. A file
 * that cannot be read changes nothing; the log says so once. Thread-safe.
 */
public final class Policies implements AutoCloseable {

  /** Maximum length of the file. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(Policies.class.getName());

  private final @Nullable Path file;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final LongAdder reloads = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private @Nullable ScheduledFuture<?> watch;

  private volatile Policy current;
  private volatile Instant read;
  private volatile @Nullable String fault;

  /** What the last reading saw; only the reading thread uses it. */
  private byte @Nullable [] seen;

  private Policies(@Nullable Path file, Policy current, InstantSource clock) {
    this.file = file;
    this.current = current;
    this.clock = clock;
    read = clock.instant();
  }

  /** Without a file: the policy that grants nothing. */
  public static Policies none() {
    return fixed(Policy.NONE);
  }

  /** Always this policy. */
  static Policies fixed(Policy policy) {
    return new Policies(null, policy, InstantSource.system());
  }

  /**
   * Reads the policy from a file.
   *
   * @throws IllegalArgumentException if it cannot be read, naming the file and the fault
   */
  public static Policies of(Path file, InstantSource clock) {
    try {
      var content = content(file);
      var policies = new Policies(file, PolicyReader.read(content), clock);
      policies.seen = content;
      return policies;
    } catch (InvalidPolicyException e) {
      throw new IllegalArgumentException("tidings.policy.file " + file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] content(Path file) throws InvalidPolicyException {
    try (var in = Files.newInputStream(file)) {
      var content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new InvalidPolicyException("it is longer than " + MAX_BYTES + " bytes");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new InvalidPolicyException("the file does not exist", e);
    } catch (IOException e) {
      throw new InvalidPolicyException("it cannot be read (" + e + ")", e);
    }
  }

  /**
   * Looks at the file regularly.
   *
   * @param timer starts the readings; they do not block it
   */
  public void watch(ScheduledExecutorService timer, Duration interval) {
    if (file == null) {
      return;
    }
    watch =
        timer.scheduleWithFixedDelay(
            () -> Thread.ofVirtual().name("tidings-policy").start(this::refresh),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Reads the file, and uses it if its content has changed and is a policy. */
  public synchronized void refresh() {
    if (file == null) {
      return;
    }
    try {
      var before = seen;
      seen = null; // so that a content that returns is read, and a fault ends with it
      var content = content(file);
      seen = content;
      if (!Arrays.equals(content, before)) {
        use(PolicyReader.read(content));
      }
    } catch (InvalidPolicyException e) {
      report(String.valueOf(e.getMessage()));
    }
  }

  private void use(Policy next) {
    current = next;
    read = clock.instant();
    fault = null;
    reloads.increment();
    LOG.info("Policy of %s: %d rules are in force".formatted(file, next.size()));
    listeners.forEach(Runnable::run);
  }

  private void report(String what) {
    if (what.equals(fault)) {
      return;
    }
    fault = what;
    failures.increment();
    LOG.warning(
        "Policy of %s is not used, and that of %s stays in force: %s".formatted(file, read, what));
  }

  /** The policy in force. */
  public Policy current() {
    return current;
  }

  /** Whether there is a policy at all: without a file, grants of callers never change. */
  public boolean isConfigured() {
    return file != null;
  }

  /** The file; empty without one. */
  public Optional<Path> location() {
    return Optional.ofNullable(file);
  }

  /** The time at which the policy in force was read. */
  public Instant readAt() {
    return read;
  }

  /** Why the file's present content is not in force; empty if it is. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** Changes of the policy since the start. */
  public long reloads() {
    return reloads.sum();
  }

  /** Contents that were not used, since the start. */
  public long failures() {
    return failures.sum();
  }

  /** Runs the action after each change, on the thread that has read the policy. */
  public void onChange(Runnable action) {
    listeners.add(action);
  }

  /** Stops looking at the file. */
  @Override
  public void close() {
    if (watch != null) {
      watch.cancel(false);
    }
  }
}
