package tidings.app.configuration;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, the default of {@code tidings.node}. */
public final class HostName {

  private HostName() {}

  /**
   * The name that the machine reports.
   *
   * @throws IllegalStateException if it reports none: two nodes of one name would end each other's
   *     runs
   */
  public static String local() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("this host has no name: set tidings.node", e);
    }
  }
}
