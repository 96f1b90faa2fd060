package tidings.ingress.redis;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.platform.redis.RedisServer;

/** Settings for tests, to be changed one by one. */
record Settings(
    String url,
    @Nullable Path caFile,
    List<String> channels,
    List<String> streams,
    String start,
    boolean shared,
    Duration lease,
    Duration timeout,
    int batch,
    int queueMessages) {

  static Settings at(String url) {
    var lease = Duration.ofSeconds(2);
    return new Settings(
        url, null, List.of(), List.of(), "new", true, lease, Duration.ofSeconds(1), 10, 100);
  }

  Settings channels(String... names) {
    return new Settings(
        url, caFile, List.of(names), streams, start, shared, lease, timeout, batch, queueMessages);
  }

  Settings streams(String... names) {
    return new Settings(
        url, caFile, channels, List.of(names), start, shared, lease, timeout, batch, queueMessages);
  }

  Settings start(String position) {
    return new Settings(
        url, caFile, channels, streams, position, shared, lease, timeout, batch, queueMessages);
  }

  Settings caFile(Path file) {
    return new Settings(
        url, file, channels, streams, start, shared, lease, timeout, batch, queueMessages);
  }

  Settings unshared() {
    return new Settings(
        url, caFile, channels, streams, start, false, lease, timeout, batch, queueMessages);
  }

  Settings lease(Duration length) {
    return new Settings(
        url, caFile, channels, streams, start, shared, length, timeout, batch, queueMessages);
  }

  Settings timeout(Duration length) {
    return new Settings(
        url, caFile, channels, streams, start, shared, lease, length, batch, queueMessages);
  }

  Settings batch(int size) {
    return new Settings(
        url, caFile, channels, streams, start, shared, lease, timeout, size, queueMessages);
  }

  Settings queueMessages(int size) {
    return new Settings(url, caFile, channels, streams, start, shared, lease, timeout, batch, size);
  }

  /** The settings of a node of this name. */
  RedisSettings of(String node) {
    return new RedisSettings(
        new RedisServer(URI.create(url), caFile),
        new RedisSettings.Inputs(channels, streams, "tidings", start),
        new RedisSettings.Node(node, shared, lease),
        new RedisSettings.Timing(timeout, Duration.ofMillis(500)),
        new RedisSettings.Limits(batch, queueMessages, 1 << 20));
  }
}
