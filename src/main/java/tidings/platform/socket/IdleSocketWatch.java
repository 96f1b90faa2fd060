package tidings.platform.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections without a request: those that send nothing, half of the headers, or one byte
 * of them now and then, also in the middle of a TLS handshake. The server itself only limits the
 * time between two bytes.
 *
 * <p>A connection is closed if, for longer than the limit, no request was in progress over it and
 * nothing was sent over it. So a stream stays open however silent its client is. A connection that
 * is kept alive between requests is left to the server, whose limit for those is lower. Works on
 * Linux; elsewhere it does nothing.
 */
public final class IdleSocketWatch {

  private static final Logger LOG = Logger.getLogger(IdleSocketWatch.class.getName());
  private static final String ESTABLISHED = "01";

  /** Number of checks within the limit. */
  private static final int LOOKS = 10;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Settings settings;
  private final RequestsInProgress requests;
  private final @Nullable SocketControl control;
  private final OperatingSystem os;
  private final LongAdder ended = new LongAdder();

  /**
   * The time since which each socket has no request, by its inode. Only for the checking thread.
   */
  private final Map<String, Long> idleSince = new HashMap<>();

  /**
   * Settings of the watch.
   *
   * @param ports on which the server listens
   * @param limit maximum time of a connection without a request
   */
  public record Settings(Set<Integer> ports, Duration limit) {
    public Settings {
      ports = Set.copyOf(ports);
    }
  }

  /** The functions of the operating system. */
  interface OperatingSystem {
    /** All TCP sockets. */
    List<TcpTable.Row> sockets() throws IOException;

    /** File descriptors of this process's sockets, by their inodes. */
    Map<String, Integer> descriptors() throws IOException;

    /** Nanoseconds of a monotonic clock. */
    long nanos();
  }

  private static final class Host implements OperatingSystem {
    @Override
    public List<TcpTable.Row> sockets() throws IOException {
      var rows = new ArrayList<TcpTable.Row>();
      for (var table : TcpTable.OF_THIS_HOST) {
        if (Files.isReadable(table)) {
          rows.addAll(TcpTable.read(table).toList());
        }
      }
      return rows;
    }

    @Override
    public Map<String, Integer> descriptors() throws IOException {
      return OwnSockets.descriptors();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }

  /** A watch over the sockets of this process. */
  public IdleSocketWatch(Settings settings, RequestsInProgress requests) {
    this(settings, requests, LinuxSockets.find().orElse(null), new Host());
  }

  IdleSocketWatch(
      Settings settings,
      RequestsInProgress requests,
      @Nullable SocketControl control,
      OperatingSystem os) {
    this.settings = settings;
    this.requests = requests;
    this.control = control;
    this.os = os;
  }

  /** Starts the checks. */
  public void start(ScheduledExecutorService timer) {
    if (control != null && settings.limit().isPositive() && !settings.ports().isEmpty()) {
      var pace = new Pace(settings.limit().dividedBy(LOOKS), LONGEST_PAUSE);
      new PacedTask("idle sockets", timer, pace, this::check).start();
    }
  }

  /** Number of connections closed so far. */
  public long ended() {
    return ended.sum();
  }

  /** Checks once. */
  boolean check() {
    try {
      var idle = idle(os.sockets());
      if (!idle.isEmpty()) {
        end(idle, os.descriptors());
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "The socket table cannot be read now; the next reading may succeed", e);
    }
    return true;
  }

  /** The sockets without a request for longer than the limit. */
  private List<TcpTable.Row> idle(List<TcpTable.Row> sockets) {
    long now = os.nanos();
    var idle = new ArrayList<TcpTable.Row>();
    var seen = new HashSet<String>();
    for (var row : sockets) {
      if (isWatched(row) && !requests.has(key(row))) {
        seen.add(row.inode());
        long since = idleSince.computeIfAbsent(row.inode(), _ -> now);
        if (now - since > settings.limit().toNanos()) {
          idle.add(row);
        }
      }
    }
    idleSince.keySet().retainAll(seen);
    return idle;
  }

  private boolean isWatched(TcpTable.Row row) {
    return row.state().equals(ESTABLISHED)
        && settings.ports().contains(row.localPort())
        && !row.inode().equals("0"); // not accepted yet
  }

  private void end(List<TcpTable.Row> idle, Map<String, Integer> descriptors) {
    for (var row : idle) {
      var descriptor = descriptors.get(row.inode());
      if (descriptor != null && control != null) {
        end(row, descriptor, control);
      }
    }
  }

  private void end(TcpTable.Row row, int descriptor, SocketControl control) {
    long millis = control.millisSinceSent(descriptor);
    if (millis < 0) {
      return; // closed meanwhile
    }
    long sinceSent = Duration.ofMillis(millis).toNanos();
    if (sinceSent < settings.limit().toNanos()) {
      // Requests that the application does not see are answered, too: health and metrics.
      idleSince.put(row.inode(), os.nanos() - sinceSent);
    } else if (!requests.has(key(row))) {
      control.end(descriptor);
      ended.increment();
    }
  }

  private static long key(TcpTable.Row row) {
    return SocketTable.socket(row.localPort(), row.remotePort());
  }
}
