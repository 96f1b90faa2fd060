package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import tidings.it.support.CapturedLog;
import tidings.log.LogUnavailableException;

class SourceFaultsTest {

  @RegisterExtension private final CapturedLog log = CapturedLog.of(SourceFaults.class);
  private final SourceFaults faults = new SourceFaults("redis:6379");

  private void failed(String part, RuntimeException e) {
    faults.failed(part, SourceFault.of(e));
  }

  @Test
  void aFaultOfAllPartsHasOneLineWhenItBeginsAndOneWhenItEnds() {
    var away = new JedisConnectionException("refused");
    failed("stream a", away);
    failed("stream b", away);
    failed("stream a", away);
    faults.works("stream a");
    assertThat(log.messages()).hasSize(1);
    assertThat(log.messages().getFirst()).startsWith("Redis at redis:6379 cannot be used: refused");
    assertThat(faults.now()).contains("Redis at redis:6379 cannot be used: refused");

    faults.works("stream b");
    assertThat(log.messages()).hasSize(2).last().isEqualTo("Redis at redis:6379 can be used again");
    assertThat(faults.now()).isEmpty();
  }

  @Test
  void aFaultOfOnePartIsLoggedAgainOnlyWhenItChanges() {
    failed("stream a", new JedisDataException("WRONGTYPE of a"));
    failed("stream a", new JedisDataException("WRONGTYPE of a"));
    assertThat(log.messages()).hasSize(1);
    failed("stream a", new JedisDataException("NOPERM of a"));
    assertThat(log.messages()).hasSize(2);
    assertThat(faults.faults()).containsExactly(Map.entry("stream a", "NOPERM of a"));
    assertThat(faults.now()).as("it stops no other part").isEmpty();
    faults.works("stream a");
    assertThat(log.messages()).hasSize(3);
    assertThat(faults.faults()).isEmpty();
  }

  @Test
  void oneReasonReplacesAnother() {
    failed("stream a", new JedisDataException("WRONGTYPE of a"));
    failed("stream a", new LogUnavailableException("Kafka is down", null));
    assertThat(faults.now().orElse("")).contains("Kafka is down");
    assertThat(faults.faults()).isEmpty();
    assertThat(faults.stops(SourceFault.Common.LOG)).isTrue();
    failed("stream a", new JedisConnectionException("refused"));
    assertThat(faults.now().orElse("")).contains("refused").doesNotContain("Kafka");
    assertThat(faults.stops(SourceFault.Common.LOG)).isFalse();
  }

  @Test
  void aServerThatServesNoClientIsAFaultOfAllParts() {
    for (var answer : List.of("LOADING Redis is loading", "WRONGPASS invalid", "NOAUTH required")) {
      assertThat(SourceFault.of(new JedisDataException(answer)))
          .isEqualTo(new SourceFault.Shared(SourceFault.Common.REDIS, answer));
    }
  }

  @Test
  void untilRedisHasRespondedItIsAFault() {
    assertThat(faults.now()).contains("Redis at redis:6379 has not been reached yet");
    faults.rests("stream a");
    assertThat(faults.now()).as("no request was sent").isPresent();
    failed("stream a", new JedisConnectionException("refused"));
    assertThat(faults.now().orElse("")).contains("refused").doesNotContain("yet");
    faults.works("stream a");
    assertThat(faults.now()).isEmpty();
  }

  @Test
  void failuresAfterClosingAreNotLogged() {
    faults.close();
    failed("stream a", new JedisConnectionException("closed"));
    assertThat(log.messages()).isEmpty();
    assertThat(faults.now()).isEmpty();
  }
}
