package tidings.platform.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proxies whose {@code X-Forwarded-For} is believed. Each proxy appends the address that it was
 * called from, so the header is read from its end: the first address that is not a trusted proxy's
 * is the client's. What stands before it was written by that client, or by a proxy that nobody
 * vouches for, and is ignored.
 *
 * <p>{@code Forwarded} (RFC 7239) is not read: a proxy that sets the one header passes the other on
 * as its client wrote it.
 *
 * @param ranges addresses of the proxies
 */
public record TrustedProxies(List<AddressRange> ranges) {

  public TrustedProxies {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads the setting.
   *
   * @param ranges addresses, or ranges of addresses in CIDR notation
   * @throws IllegalArgumentException naming the one that is neither
   */
  public static TrustedProxies of(List<String> ranges) {
    var read = new ArrayList<AddressRange>();
    for (var range : ranges) {
      try {
        read.add(AddressRange.parse(range.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "tidings.trusted-proxies must be a comma list of IP addresses and ranges, but "
                + e.getMessage(),
            e);
      }
    }
    return new TrustedProxies(read);
  }

  /**
   * Address of the client.
   *
   * @param peer address that the connection comes from
   * @param forwardedFor values of all {@code X-Forwarded-For} headers, in their order
   */
  String client(String peer, List<String> forwardedFor) {
    var client = peer;
    var hops = String.join(",", forwardedFor).split(",", -1);
    for (int hop = hops.length - 1; hop >= 0 && isTrusted(client); hop--) {
      var before = address(hops[hop].strip());
      if (before.isEmpty()) {
        return client;
      }
      client = before.get().getHostAddress();
    }
    return client;
  }

  private boolean isTrusted(String address) {
    return AddressRange.address(address)
        .filter(known -> ranges.stream().anyMatch(range -> range.contains(known)))
        .isPresent();
  }

  /**
   * Some proxies add the port, and some of those quotes as {@code Forwarded} has them: {@code
   * 192.0.2.1:4711}, {@code "[2001:db8::1]:4711"}.
   */
  private static Optional<InetAddress> address(String text) {
    var hop = text.replace("\"", "");
    var whole = AddressRange.address(hop);
    int colon = hop.lastIndexOf(':');
    return whole.isPresent() || colon < 0 ? whole : AddressRange.address(hop.substring(0, colon));
  }
}
