package tidings.platform.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proxies whose {@code X-Forwarded-For} is trusted. Each proxy appends the address of its client,
 * so the header is read from its end: the first address that is not a trusted proxy's is the
 * client's. The addresses before it were written by that client, or by an untrusted proxy, and are
 * ignored.
 *
 * <p>{@code Forwarded} (RFC 7239) is not read: a proxy that sets one header passes the other on
 * unchanged from its client.
 *
 * @param ranges addresses of the proxies
 */
public record TrustedProxies(List<AddressRange> ranges) {

  public TrustedProxies {
    ranges = List.copyOf(ranges);
  }

  /**
   * Parses the setting.
   *
   * @param ranges addresses, or ranges of addresses in CIDR notation
   * @throws IllegalArgumentException naming an entry that is neither
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
   * @param peer address of the connection's other end
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
   * Some proxies append the port, and some use the quotes of {@code Forwarded}: {@code
   * 192.0.2.1:4711}, {@code "[2001:db8::1]:4711"}.
   */
  private static Optional<InetAddress> address(String text) {
    var hop = text.replace("\"", "");
    var whole = AddressRange.address(hop);
    int colon = hop.lastIndexOf(':');
    return whole.isPresent() || colon < 0 ? whole : AddressRange.address(hop.substring(0, colon));
  }
}
