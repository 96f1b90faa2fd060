package tidings.ingress.redis;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import tidings.log.LogUnavailableException;

/** Why an attempt failed. */
sealed interface SourceFault {

  /** What stops everything alike. */
  enum Common {
    REDIS("Redis at %s cannot be used", "Redis at %s can be used again"),
    LOG("The log takes nothing from Redis at %s", "The log takes from Redis at %s again");

    private final String begun;
    private final String over;

    Common(String begun, String over) {
      this.begun = begun;
      this.over = over;
    }

    String begun(String address) {
      return begun.formatted(address);
    }

    String over(String address) {
      return over.formatted(address);
    }
  }

  /** Nothing works. */
  record Shared(Common common, String reason) implements SourceFault {}

  /**
   * One thing does not work.
   *
   * @param bug the whole of an exception that nobody thought of; null for what Redis answered
   */
  record Own(String reason, @Nullable Throwable bug) implements SourceFault {}

  /** What Redis answers while it cannot be used by anybody, or not with these credentials. */
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

  /** Jedis keeps why it could not connect among what was suppressed. */
  private static String withCause(String reason, Throwable e) {
    var connecting = reason.startsWith("Failed to connect") && e.getSuppressed().length > 0;
    var cause = connecting ? e.getSuppressed()[0] : e.getCause();
    var why = cause == null ? null : cause.getMessage();
    return why == null || reason.contains(why) ? reason : reason + " (" + why + ")";
  }
}
