package tidings.tool;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Bounds of the tools that users define.
 *
 * @param hosts which they may call, with the port where it is not the default one; users choose
 *     addresses, but what this server can reach is not theirs to choose
 * @param timeout for one call
 */
public record HttpToolSettings(Set<String> hosts, Duration timeout) {

  public HttpToolSettings {
    hosts =
        hosts.stream()
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  boolean allows(String host) {
    return hosts.contains(host.toLowerCase(Locale.ROOT));
  }
}
