package tidings.runs.tool;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Bounds of the tools that users define.
 *
 * @param hosts which they may call, with the port where it is not the default one; users choose
 *     addresses, but what this server can reach is not theirs to choose
 * @param headers names of those that they may send: services behind a gateway take others, such as
 *     {@code X-Forwarded-User}, for the gateway's own word
 * @param timeout for one call
 */
public record HttpToolSettings(Set<String> hosts, Set<String> headers, Duration timeout) {

  public HttpToolSettings {
    hosts = inLowerCase(hosts);
    headers = inLowerCase(headers);
  }

  private static Set<String> inLowerCase(Set<String> names) {
    return names.stream()
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean allows(String host) {
    return hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  boolean allowsHeader(String name) {
    return headers.contains(name.toLowerCase(Locale.ROOT));
  }
}
