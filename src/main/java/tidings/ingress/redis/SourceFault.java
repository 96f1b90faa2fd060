package tidings.ingress.redis;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import tidings.log.LogUnavailableException;

/** The reason why an attempt failed. */
sealed interface SourceFault {

  /** A failure that stops all parts. */
  enum Common {
    REDIS("Redis at %s cannot be used", "Redis at %s can be used again"),
    LOG(
        "The log does not accept events from Redis at %s",
        "The log accepts events from Redis at %s again");

    private final String failure;
    private final String recovery;

    Common(String failure, String recovery) {
      this.failure = failure;
      this.recovery = recovery;
    }

    String failure(String address) {
      return failure.formatted(address);
    }

    String recovery(String address) {
      return recovery.formatted(address);
    }
  }

  /** All parts fail. */
  record Shared(Common common, String reason) implements SourceFault {}

  /**
   * One part fails.
   *
   * @param bug the whole of an unexpected exception; null for a response of Redis
   */
  record Own(String reason, @Nullable Throwable bug) implements SourceFault {}

  /** Error responses of a Redis that no client can use, or not with these credentials. */
  List<String> UNUSABLE = List.of("LOADING", "WRONGPASS", "NOAUTH", "MASTERDOWN", "ERR max number");

  static SourceFault of(Throwable e) {
    var reason = requireNonNullElse(e.getMessage(), e.toString());
    return switch (e) {
      case LogUnavailableException _ -> new Shared(Common.LOG, reason);
      case JedisConnectionException _ -> new Shared(Common.REDIS, withCause(reason, e));
      case JedisException _ when UNUSABLE.stream().anyMatch(reason::startsWith) ->
          new Shared(Common.REDIS, reason);
      case JedisException _ -> new Own(withCause(reason, e), null);
      default -> new Own(e.toString(), e);
    };
  }

  /** Jedis keeps the cause of a failed connection among the suppressed exceptions. */
  private static String withCause(String reason, Throwable e) {
    var connecting = reason.startsWith("Failed to connect") && e.getSuppressed().length > 0;
    var cause = connecting ? e.getSuppressed()[0] : e.getCause();
    var why = cause == null ? null : cause.getMessage();
    return why == null || reason.contains(why) ? reason : reason + " (" + why + ")";
  }
}
