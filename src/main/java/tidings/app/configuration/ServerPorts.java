package tidings.app.configuration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/**
 * The ports on which the server is configured to listen. If the server cannot open a port, Liberty
 * runs without it. The start of the application therefore checks the ports: the server opens them
 * only afterwards.
 *
 * <p>The variables are those of the shipped {@code server.xml}. A server without them has nothing
 * to check.
 *
 * @param host name or address of this machine, or {@code *} for all its addresses
 * @param ports each fixed port by its variable
 */
public record ServerPorts(String host, Map<String, Integer> ports) {

  private static final String HOST = "http.host";
  public static final String MANAGEMENT = "management.port";

  private static final List<String> VARIABLES = List.of("http.port", "https.port", MANAGEMENT);
  private static final int LAST = 65_535;

  public ServerPorts {
    ports = Map.copyOf(ports);
  }

  /**
   * Reads the variables.
   *
   * @throws IllegalArgumentException if a port is not a number up to 65535, where 0 is any free
   *     port and -1 none
   */
  public static ServerPorts of(Config config) {
    var ports = new TreeMap<String, Integer>();
    for (var variable : VARIABLES) {
      config
          .getOptionalValue(variable, String.class)
          .map(value -> port(variable, value.strip()))
          .filter(port -> port > 0)
          .ifPresent(port -> ports.put(variable, port));
    }
    var host = config.getOptionalValue(HOST, String.class).orElse("localhost");
    return new ServerPorts(host.strip(), ports);
  }

  private static int port(String variable, String value) {
    int port = value.matches("-1|\\d{1,5}") ? Integer.parseInt(value) : LAST + 1;
    if (port > LAST) {
      throw new IllegalArgumentException(
          "%s must be a port from 1 to %d, 0 for any free one or -1 for none, but is '%s'%s"
              .formatted(variable, LAST, value, source(variable)));
    }
    return port;
  }

  /** The ports on which this process does not listen yet: it may redeploy its application. */
  public ServerPorts withoutOwn(Listeners listeners) {
    var others = new TreeMap<>(ports);
    others.values().removeAll(listeners.own());
    return new ServerPorts(host, others);
  }

  /**
   * The reasons why the server cannot listen there, in words for an operator; empty if there are
   * none.
   */
  public List<String> faults() {
    if (ports.isEmpty()) {
      return List.of();
    }
    var faults = new ArrayList<String>();
    var sorted = new TreeMap<>(ports);
    sorted.forEach(
        (variable, port) ->
            sorted.tailMap(variable, false).entrySet().stream()
                .filter(other -> other.getValue().equals(port))
                .map(other -> variable + " and " + other.getKey() + " are the same port")
                .forEach(faults::add));
    try {
      for (var variable : sorted.keySet()) {
        fault(variable).ifPresent(faults::add);
      }
    } catch (UnknownHostException e) {
      faults.add(
          "%s must be a name or an address of this machine, or * for all, but '%s' is unknown%s"
              .formatted(HOST, host, source(HOST)));
    }
    return faults;
  }

  /**
   * Tries to listen on the port of a variable, and closes it immediately.
   *
   * @return the reason why the server cannot, in words for an operator
   */
  public Optional<String> fault(String variable) throws UnknownHostException {
    int port = ports.getOrDefault(variable, 0);
    var address =
        host.equals("*")
            ? new InetSocketAddress(port)
            : new InetSocketAddress(InetAddress.getByName(host), port);
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true); // like the server: remains of closed connections are no obstacle
      probe.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "%s is %d, and the server cannot listen on that port of %s: %s%s"
              .formatted(
                  variable,
                  port,
                  host.equals("*") ? "all addresses" : host,
                  e.getMessage(),
                  source(variable)));
    }
  }

  private static String source(String variable) {
    return " (environment variable " + ConfigurationKey.environmentName(variable) + ")";
  }
}
