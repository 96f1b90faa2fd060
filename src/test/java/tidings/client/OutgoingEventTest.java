package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingEventTest {

  private static final ObjectMapper JACKSON = new ObjectMapper();

  private static JsonNode written(OutgoingEvent.Builder event, @Nullable DataMapper mapper) {
    var out = new StringBuilder();
    event.build().write(out, "urn:default", mapper);
    try {
      return JACKSON.readTree(out.toString());
    } catch (JsonProcessingException e) {
      throw new AssertionError(out.toString(), e);
    }
  }

  private static JsonNode written(OutgoingEvent.Builder event) {
    return written(event, null);
  }

  @Test
  void itIsACloudEvent() throws Exception {
    var event =
        OutgoingEvent.builder("order.paid")
            .id("7")
            .source(URI.create("/orders"))
            .subject("s")
            .time(Instant.EPOCH)
            .users("alice")
            .groups("a", "b")
            .session("s1")
            .topic("orders/7")
            .priority(OutgoingEvent.Priority.HIGH)
            .conflate("k")
            .expires(Instant.EPOCH)
            .extension("traceparent", "00-1")
            .json("{\"total\":1e2}");
    assertThat(written(event))
        .isEqualTo(
            JACKSON.readTree(
                """
                {"specversion":"1.0","id":"7","source":"/orders","type":"order.paid","subject":"s",
                "time":"1970-01-01T00:00:00Z","session":"s1","topic":"orders/7","priority":"high",
                "conflate":"k","expires":"1970-01-01T00:00:00Z","traceparent":"00-1",
                "user":"alice","group":["a","b"],"data":{"total":1e2}}
                """));
  }

  @Test
  void theIdIsRandomUnlessItIsGiven() {
    var builder = OutgoingEvent.builder("a");
    assertThat(builder.build().id()).isNotEqualTo(builder.build().id()).hasSize(36);
    assertThat(builder.id("x").build().id()).isEqualTo("x");
    assertThat(written(builder).get("source").textValue()).isEqualTo("urn:default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Doe, Jane", "[a]", " a", "a "})
  void aNameThatATextWouldSplitIsInAnArray(String name) {
    var user = written(OutgoingEvent.builder("a").users(name)).get("user");
    assertThat(user.isArray()).isTrue();
    assertThat(user.get(0).textValue()).isEqualTo(name);
  }

  @Test
  void anEventForNoOneIsRefused() {
    var builder = OutgoingEvent.builder("a");
    assertThatThrownBy(builder::users).isInstanceOf(IllegalArgumentException.class);
  }

  /** Otherwise data could add an attribute, such as a user. */
  @Test
  void dataThatIsNotOneJsonValueIsRefused() {
    var builder = OutgoingEvent.builder("a");
    assertThatThrownBy(() -> builder.json("1,\"user\":\"mallory\""))
        .hasMessageContaining("the data is not valid JSON")
        .hasMessageContaining("text()");
    var mapper = DataMapper.of(value -> "1,\"user\":\"mallory\"", (json, type) -> json);
    assertThatThrownBy(() -> written(builder.value("x"), mapper))
        .hasMessageContaining("cannot be written as JSON");
  }

  @Test
  void textBytesAndValuesAreData() {
    var text = written(OutgoingEvent.builder("a").text("say \"hi\"\n"));
    assertThat(text.get("data").textValue()).isEqualTo("say \"hi\"\n");
    assertThat(text.get("datacontenttype").textValue()).isEqualTo("text/plain");
    var bytes = written(OutgoingEvent.builder("a").bytes(new byte[] {0, -1}, "image/png"));
    assertThat(bytes.get("data_base64").textValue()).isEqualTo("AP8=");
    assertThat(bytes.get("datacontenttype").textValue()).isEqualTo("image/png");
    var mapper = DataMapper.of(JACKSON::writeValueAsString, (json, type) -> json);
    assertThat(
            written(OutgoingEvent.builder("a").value(java.util.List.of(1, 2)), mapper).get("data"))
        .hasToString("[1,2]");
    assertThat(written(OutgoingEvent.builder("a")).has("data")).isFalse();
  }

  @Test
  void aValueNeedsAMapper() {
    assertThatThrownBy(() -> written(OutgoingEvent.builder("a").value(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("DataMapper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a-b", "id", "data", "specversion"})
  void anExtensionHasANameOfItsOwn(String name) {
    var builder = OutgoingEvent.builder("a");
    assertThatThrownBy(() -> builder.extension(name, "x")).hasMessageContaining("'" + name + "'");
  }
}
