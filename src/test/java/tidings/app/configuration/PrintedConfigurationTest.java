package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.app.MapConfig;

class PrintedConfigurationTest {

  private static final Path KEYS =
      Path.of("src/main/resources/META-INF/microprofile-config.properties");

  private final PrintedConfiguration printed =
      new PrintedConfiguration(List.of("tidings.heartbeat", "tidings.limits.event-bytes"));

  private String line(Map<String, String> configuration) {
    return printed.of(new MapConfig(configuration)).toString();
  }

  private static Set<String> keys() throws IOException {
    var keys = new TreeSet<String>();
    var key = Pattern.compile("#?((?:tidings|mp\\.jwt)\\.[a-z0-9.-]+)=.*");
    for (var line : Files.readAllLines(KEYS)) {
      var found = key.matcher(line);
      if (found.matches()) {
        keys.add(found.group(1));
      }
    }
    return keys;
  }

  @Test
  void noKeyPrintsASecretUnderAnyOfItsNames() throws IOException {
    var configuration = new HashMap<String, String>();
    for (var key : keys()) {
      if (!PrintedConfiguration.TEXTS.contains(key)) {
        configuration.put(key, "https://joe:hush@host/hush?key=hush");
        configuration.put(key.replace('-', '.'), "https://joe:hush@host/hush;password=hush");
      }
    }
    configuration.remove("tidings.heartbeat");
    configuration.remove("tidings.limits.event-bytes");
    configuration.remove("tidings.limits.event.bytes");
    assertThat(configuration).hasSizeGreaterThan(100);
    assertThat(line(configuration)).doesNotContain("hush").contains("\"tidings.model.api.key\"");
  }

  @Test
  void noPasswordOfAKafkaClientIsPrinted() {
    var configuration = new HashMap<String, String>();
    for (var definition :
        List.of(
            ProducerConfig.configDef(),
            ConsumerConfig.configDef(),
            AdminClientConfig.configDef())) {
      definition.configKeys().values().stream()
          .filter(setting -> setting.type == ConfigDef.Type.PASSWORD)
          .forEach(setting -> configuration.put("tidings.kafka.client." + setting.name, "hush"));
    }
    assertThat(configuration).containsKey("tidings.kafka.client.ssl.keystore.key");
    assertThat(line(configuration)).doesNotContain("hush");
  }

  @Test
  void keyThatIsUnknownIsPrintedWithoutItsValueAndOthersAreNotOurs() {
    var line = line(Map.of("tidings.modl.api-key", "hush", "com.example.password", "hush"));
    assertThat(line).isEqualTo("{\"tidings.modl.api-key\":\"***\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tidings.heartbeat|3s|3s",
        "tidings.limits.event.bytes|64 KiB|64 KiB",
        "tidings.dev.identity|true|true",
        "tidings.kafka.bootstrap-servers|a:9092,b:9092|a:9092,b:9092",
        "tidings.redis.url|rediss://:secret@cache.example:6380/0|rediss://cache.example:6380",
        "tidings.database.url|jdbc:postgresql://db.example:5432/x?password=y|jdbc:postgresql://db.example:5432",
        "tidings.database.url|jdbc:h2:file:/data;PASSWORD=x|***",
        "tidings.model.base-url|https://host.example/secret/v1|https://host.example",
        "mp.jwt.verify.publickey.location|https://u:p@w@sso.example/keys|https://sso.example",
        "mp.jwt.verify.publickey.location|https://u:p/w@sso.example/keys|https://sso.example",
        "tidings.redis.url|redis://:p?w@cache.example:6379|***",
        "tidings.redis.url|redis://:p#w@cache.example:6379|***",
        "tidings.mcp.servers|mail=https://host/mcp?key=secret|***",
        "mp.jwt.verify.publickey|MIIB|***"
      })
  void harmlessValuesAndHostsOfAddressesArePrinted(String key, String value, String shown) {
    assertThat(line(Map.of(key, value))).isEqualTo("{\"" + key + "\":\"" + shown + "\"}");
  }
}
