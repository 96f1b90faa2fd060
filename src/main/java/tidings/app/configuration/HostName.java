package tidings.app.configuration;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, which is this node's where {@code tidings.node} gives it none. */
public final class HostName {

  private HostName() {}

  /**
   * As the machine itself says it.
   *
   * @throws IllegalStateException if it does not know: two nodes of one name would end each other's
   *     runs
   */
  public static String own() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("this host has no name: set tidings.node", e);
    }
  }
}
