package tidings.platform.http;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of IP addresses in CIDR notation (RFC 4632, RFC 4291): {@code 10.0.0.0/8}, {@code
 * fd00::/8}, or one address.
 *
 * @param network its first address
 * @param bits number of leading bits that all addresses of the range share
 */
record AddressRange(InetAddress network, int bits) {

  /**
   * Parses a range.
   *
   * @throws IllegalArgumentException if it is neither an address nor a range
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    var network =
        address(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> invalid(text));
    int all = network.getAddress().length * 8;
    if (slash < 0) {
      return new AddressRange(network, all);
    }
    var length = text.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > all) {
      throw invalid(text);
    }
    return new AddressRange(network, Integer.parseInt(length));
  }

  /** An address literal, with or without the brackets of a URL; empty for a host name. */
  static Optional<InetAddress> address(String text) {
    var bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    try {
      return Optional.of(InetAddress.ofLiteral(bare));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is neither an IP address nor a range such as 10.0.0.0/8");
  }

  boolean contains(InetAddress address) {
    var first = network.getAddress();
    var other = address.getAddress();
    if (first.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 8) {
      int shift = Math.max(0, 8 - (bits - bit));
      if ((first[bit / 8] & 0xff) >> shift != (other[bit / 8] & 0xff) >> shift) {
        return false;
      }
    }
    return true;
  }
}
