package tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TidingsEventTest {

  /** What an application might send. */
  public static final class Order {
    private int number;
    private List<String> articles = List.of();

    public int getNumber() {
      return number;
    }

    public void setNumber(int number) {
      this.number = number;
    }

    public List<String> getArticles() {
      return articles;
    }

    public void setArticles(List<String> articles) {
      this.articles = articles;
    }
  }

  @Test
  void anObjectIsJsonAndIsReadBack() {
    var order = new Order();
    order.setNumber(7);
    order.setArticles(List.of("täa", "cup"));

    var event = TidingsEvent.builder("order.paid").data(order).build();

    assertThat(event.text()).contains("{\"articles\":[\"täa\",\"cup\"],\"number\":7}");
    assertThat(event.dataContentType()).contains("application/json");
    var read = event.data(Order.class);
    assertThat(read.getNumber()).isEqualTo(7);
    assertThat(read.getArticles()).containsExactly("täa", "cup");
  }

  @Test
  void anEventHasAnIdOfItsOwnAndTheSourceOfTheApplication() {
    var one = TidingsEvent.builder("a").build();
    assertThat(one.id()).isNotEqualTo(TidingsEvent.builder("a").build().id()).hasSize(36);
    assertThat(one.source()).isEqualTo("/application");
    assertThat(one.text()).isEmpty();
    assertThat(one.bytes()).isEmpty();
    assertThatThrownBy(() -> one.data(Order.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no JSON data");
  }

  @Test
  void everyAttributeIsReturned() {
    var event =
        TidingsEvent.builder("a")
            .id("1")
            .source("/orders")
            .subject("42")
            .time(Instant.EPOCH)
            .text("hi")
            .dataContentType("text/markdown")
            .user("alice")
            .user("bob")
            .group("ops")
            .session("s")
            .topic("orders/42")
            .priority(TidingsEvent.Priority.HIGH)
            .conflationKey("k")
            .expires(Instant.MAX)
            .extension("one", "1")
            .extension("two", 2)
            .extension("three", true)
            .build();
    assertThat(event.id()).isEqualTo("1");
    assertThat(event.source()).isEqualTo("/orders");
    assertThat(event.type()).isEqualTo("a");
    assertThat(event.subject()).contains("42");
    assertThat(event.time()).contains("1970-01-01T00:00:00Z");
    assertThat(event.text()).contains("hi");
    assertThat(event.bytes()).contains("hi".getBytes(StandardCharsets.UTF_8));
    assertThat(event.dataContentType()).contains("text/markdown");
    assertThat(event.users()).containsExactlyInAnyOrder("alice", "bob");
    assertThat(event.groups()).containsExactly("ops");
    assertThat(event.session()).contains("s");
    assertThat(event.topic()).contains("orders/42");
    assertThat(event.priority()).isEqualTo(TidingsEvent.Priority.HIGH);
    assertThat(event.conflationKey()).contains("k");
    assertThat(event.expires()).contains(Instant.MAX);
    assertThat(event.extensions()).isEqualTo(Map.of("one", "1", "two", 2, "three", true));
    assertThat(event).hasToString("TidingsEvent[a /orders 1]");
  }

  @Test
  void bytesAreCopied() {
    byte[] bytes = {1, 2, 3};
    var event = TidingsEvent.builder("a").bytes(bytes).build();
    bytes[0] = 9;
    event.bytes().orElseThrow()[1] = 9;
    assertThat(event.bytes()).contains(new byte[] {1, 2, 3});
    assertThat(event.text()).isEmpty();
  }

  @Test
  void aBuilderMayMakeSeveral() {
    var builder = TidingsEvent.builder("a").user("alice");
    var one = builder.build();
    var two = builder.user("bob").build();
    assertThat(one.users()).containsExactly("alice");
    assertThat(two.users()).containsExactlyInAnyOrder("alice", "bob");
  }
}
