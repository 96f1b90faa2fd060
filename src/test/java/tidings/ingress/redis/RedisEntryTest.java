package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.event.codec.HostileNames;
import tidings.event.codec.Ingress;
import tidings.event.codec.MessageReader;
import tidings.event.codec.NameList;
import tidings.event.codec.UnreadableEventException;

/** The fields of an entry in binary mode. */
class RedisEntryTest {

  private static Event read(Map<String, byte[]> more) {
    var fields = new LinkedHashMap<String, byte[]>();
    Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_type", "t")
        .forEach((name, text) -> fields.put(name, text.getBytes(UTF_8)));
    fields.putAll(more);
    var input = new RedisEntry(new StreamEntryID("1-0"), fields).input("redis:orders");
    var ingress = Ingress.of(input.source(), input::position, 1000);
    return MessageReader.read(
        ingress.publishedBy(input.publisher()), input.headers(), input.payload());
  }

  @Provide
  Arbitrary<Set<String>> names() {
    return HostileNames.sets();
  }

  @Property(tries = 1000)
  void everyNameInAFieldArrivesUnchanged(@ForAll("names") Set<String> names) {
    if (names.stream().allMatch(HostileNames::isAddressable)) {
      var list = NameList.format(names).getBytes(UTF_8);
      var audience = read(Map.of("ce_user", list, "ce_group", list)).audience();
      assertThat(audience.users()).isEqualTo(names);
      assertThat(audience.groups()).isEqualTo(names);
    }
  }

  @Test
  void bytesThatAreNotUtf8NameNoUser() {
    for (var bytes : List.of(new byte[] {'a', (byte) 0xE4}, new byte[] {(byte) 0xFF, 'b'})) {
      assertThatThrownBy(() -> read(Map.of("ce_user", bytes)))
          .isInstanceOf(UnreadableEventException.class)
          .hasMessage("user: has a control character, or is not valid Unicode");
    }
  }

  @Test
  void anEntryIsOfItsStreamAndCannotClaimToBeTheServers() {
    assertThat(read(Map.of()).id().publisher()).isEqualTo(PublisherId.source("redis:orders"));
    for (var forged :
        Map.of("ce_publisher", "tidings", "ce_type", "run.failed", "ce_source", "tidings:runs")
            .entrySet()) {
      assertThatThrownBy(() -> read(Map.of(forged.getKey(), forged.getValue().getBytes(UTF_8))))
          .as(forged.toString())
          .isInstanceOf(UnreadableEventException.class);
    }
  }
}
