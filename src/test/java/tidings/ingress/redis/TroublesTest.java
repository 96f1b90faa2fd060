package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
    assertThat(troubles.now()).contains("stream a: NOPERM of a");
    troubles.works("stream a");
    assertThat(lines).hasSize(3);
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void oneReasonTakesThePlaceOfAnother() {
    failed("stream a", new JedisDataException("WRONGTYPE of a"));
    failed("stream a", new LogUnavailableException("Kafka is away", null));
    assertThat(troubles.now().orElse("")).contains("Kafka is away").doesNotContain("WRONGTYPE");
    failed("stream a", new JedisConnectionException("refused"));
    assertThat(troubles.now().orElse("")).contains("refused").doesNotContain("Kafka");
  }

  @Test
  void aServerThatCannotServeAnybodyIsTheTroubleOfAll() {
    for (var answer : List.of("LOADING Redis is loading", "WRONGPASS invalid", "NOAUTH required")) {
      assertThat(Fault.of(new JedisDataException(answer)))
          .isEqualTo(new Fault.Shared(Fault.Common.REDIS, answer));
    }
  }

  @Test
  void nothingIsSaidOfWhatFailsBecauseItIsClosed() {
    troubles.close();
    failed("stream a", new JedisConnectionException("closed"));
    assertThat(lines).isEmpty();
    assertThat(troubles.now()).isEmpty();
  }
}
