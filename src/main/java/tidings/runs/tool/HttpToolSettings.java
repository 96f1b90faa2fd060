package tidings.runs.tool;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Limits of the tools that users define.
 *
 * @param hosts allowed hosts, with the port unless it is the default one; users choose addresses,
 *     but must not reach every host that this server can reach
 * @param headers names of the allowed headers: services behind a gateway trust others, such as
 *     {@code X-Forwarded-User}, as set by the gateway
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
