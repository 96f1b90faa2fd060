package tidings.push.connection;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.socket.DepartureSettings;
import tidings.platform.socket.Pace;
import tidings.platform.socket.PacedTask;
import tidings.platform.socket.SocketTable;

/**
 * Detects disconnected clients, where the operating system provides a socket table. It reads the
 * table at intervals. The table only raises a suspicion, and a write decides: behind a proxy, the
 * ports of one stream can be mistaken for those of another. The exception is a client that
 * acknowledges nothing for too long, because its network discards what it is sent.
 */
public final class DisconnectWatch {

  private static final Logger LOG = Logger.getLogger(DisconnectWatch.class.getName());

  /** Maximum time between two reads of the table, however long one takes. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Connections connections;
  private final SocketTable table;
  private final DepartureSettings settings;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;
  private final Probe probe;

  public DisconnectWatch(
      Connections connections,
      SocketTable table,
      DepartureSettings settings,
      ScheduledExecutorService timer,
      InstantSource clock) {
    this.connections = connections;
    this.table = table;
    this.settings = settings;
    this.timer = timer;
    this.clock = clock;
    probe = new Probe(timer);
  }

  /** Starts the reads of the table. */
  public void start() {
    if (settings.every().isPositive()) {
      var pace = new Pace(settings.every(), LONGEST_PAUSE);
      new PacedTask("departures", timer, pace, this::check).start();
    }
  }

  /** Reads the table once; false if this system has no table. */
  boolean check() {
    try {
      var reading = table.read();
      if (reading.isEmpty()) {
        LOG.info("No socket table on this system: heartbeats detect disconnected clients");
        return false;
      }
      check(reading.get());
    } catch (IOException e) {
      LOG.log(Level.FINE, "The socket table cannot be read; the next read may succeed", e);
    }
    return true;
  }

  private void check(SocketTable.Snapshot reading) {
    var now = clock.instant();
    var suspects = new ArrayList<Connection>();
    for (var connection : connections.all()) {
      var peer = connection.peer();
      if (peer.socket() == 0 || connection.isClosed()) {
        continue;
      }
      switch (peer.evaluate(reading.of(peer.socket()), now, settings.unacknowledged())) {
        case NOTHING -> {}
        case PROBE -> suspects.add(connection);
        case CLOSE -> connection.disconnect();
      }
    }
    if (!suspects.isEmpty()) {
      probe.start(suspects, () -> {});
    }
  }
}
