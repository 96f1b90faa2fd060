package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import tidings.log.LogUnavailableException;

class TroublesTest {

  private static final Logger LOG = Logger.getLogger(Troubles.class.getName());

  private final List<String> lines = new ArrayList<>();
  private final Troubles troubles = new Troubles("redis:6379");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          lines.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(handler);
  }

  private void failed(String part, RuntimeException e) {
    troubles.failed(part, Fault.of(e));
  }

  @Test
  void whatStopsAllIsOneLineWhenItBeginsAndOneWhenTheLastGoesOn() {
    var away = new JedisConnectionException("refused");
    failed("stream a", away);
    failed("stream b", away);
    failed("stream a", away);
    troubles.works("stream a");
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).startsWith("Redis at redis:6379 cannot be used: refused");
    assertThat(troubles.now()).contains("Redis at redis:6379 cannot be used: refused");

    troubles.works("stream b");
    assertThat(lines).hasSize(2).last().isEqualTo("Redis at redis:6379 can be used again");
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void whatStopsOneIsToldAgainOnlyWhenItChanges() {
    failed("stream a", new JedisDataException("WRONGTYPE of a"));
    failed("stream a", new JedisDataException("WRONGTYPE of a"));
    assertThat(lines).hasSize(1);
    failed("stream a", new JedisDataException("NOPERM of a"));
    assertThat(lines).hasSize(2);
    assertThat(troubles.faults()).containsExactly(Map.entry("stream a", "NOPERM of a"));
    assertThat(troubles.now()).as("it stops nobody else").isEmpty();
    troubles.works("stream a");
    assertThat(lines).hasSize(3);
    assertThat(troubles.faults()).isEmpty();
  }

  @Test
  void oneReasonTakesThePlaceOfAnother() {
    failed("stream a", new JedisDataException("WRONGTYPE of a"));
    failed("stream a", new LogUnavailableException("Kafka is away", null));
    assertThat(troubles.now().orElse("")).contains("Kafka is away");
    assertThat(troubles.faults()).isEmpty();
    assertThat(troubles.stops(Fault.Common.LOG)).isTrue();
    failed("stream a", new JedisConnectionException("refused"));
    assertThat(troubles.now().orElse("")).contains("refused").doesNotContain("Kafka");
    assertThat(troubles.stops(Fault.Common.LOG)).isFalse();
  }

  @Test
  void aServerThatCannotServeAnybodyIsTheTroubleOfAll() {
    for (var answer : List.of("LOADING Redis is loading", "WRONGPASS invalid", "NOAUTH required")) {
      assertThat(Fault.of(new JedisDataException(answer)))
          .isEqualTo(new Fault.Shared(Fault.Common.REDIS, answer));
    }
  }

  @Test
  void untilRedisHasAnsweredItIsTrouble() {
    assertThat(troubles.now()).contains("Redis at redis:6379 has not been reached yet");
    troubles.rests("stream a");
    assertThat(troubles.now()).as("nobody has asked it").isPresent();
    failed("stream a", new JedisConnectionException("refused"));
    assertThat(troubles.now().orElse("")).contains("refused").doesNotContain("yet");
    troubles.works("stream a");
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void nothingIsSaidOfWhatFailsBecauseItIsClosed() {
    troubles.close();
    failed("stream a", new JedisConnectionException("closed"));
    assertThat(lines).isEmpty();
    assertThat(troubles.now()).isEmpty();
  }
}
