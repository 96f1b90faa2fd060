package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.Promptness;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/** Tidings' own tools, called by a model in a run. */
@ResourceLock(RunsServer.LOCK)
class BuiltInToolsIT {

  private static final String CHAT = "/api/chat/completions";

  private static Client client(Claims claims) {
    return Client.of(RunsServer.get(), claims);
  }

  /** The tool's answer. */
  private static String call(Client by, String tool, Map<String, Object> arguments) {
    var asked = new HashMap<String, Object>();
    asked.put("user_prompt", "call " + tool + " " + Json.write(arguments));
    asked.put("model_name", "call");
    asked.put("mcp_servers", List.of("builtin"));
    asked.put("temporary", true);
    try (var run = RunStream.post(by, CHAT, asked)) {
      run.whole();
      return run.awaitData("\"role\":\"tool\"").json().get("content").asText();
    }
  }

  private static Map<String, Object> note(String text) {
    return Map.of("type", "note.added", "text", text);
  }

  @Test
  void aPublishersEventReachesThePublisherOnly() {
    var herald = client(Claims.of("herald").inGroups("publisher"));
    var other = RunsServer.client("herald-other");
    try (var his = herald.stream("types=note.added");
        var others = other.stream("types=note.added,last")) {
      his.await("tidings.open");
      others.await("tidings.open");
      assertEquals("Published note.added to herald", call(herald, "publish_event", note("hi")));
      assertEquals("{\"text\":\"hi\"}", his.await("note.added").data());
      herald.publish(Map.of("type", "last", "data", 1));
      assertEquals(List.of("1"), others.awaitEvents(1).stream().map(SseEvent::data).toList());
    }
  }

  @Test
  void unauthorizedPublishReturnsAnErrorAndPublishesNothing() {
    var reader = client(Claims.of("mere-reader").maySubscribe("orders/*").mayPublish("orders/1"));
    try (var stream = reader.stream("types=note.added&topics=orders/*")) {
      stream.await("tidings.open");
      assertEquals(
          "Error: the user may not publish the event: topic: without the role 'publisher' an event"
              + " needs a granted topic",
          call(reader, "publish_event", note("to himself")));
      var elsewhere = new HashMap<>(note("to another topic"));
      elsewhere.put("topic", "orders/2");
      assertEquals(
          "Error: the user may not publish the event: topic: publishing to 'orders/2' is not"
              + " granted",
          call(reader, "publish_event", elsewhere));
      var granted = new HashMap<>(note("granted"));
      granted.put("topic", "orders/1");
      assertEquals("Published note.added to orders/1", call(reader, "publish_event", granted));
      assertEquals(
          List.of("{\"text\":\"granted\"}"),
          stream.awaitEvents(1).stream().map(SseEvent::data).toList());
    }
  }

  @Test
  void anEventThatIsTooLargeIsRefusedAsOverHttp() {
    var herald = client(Claims.of("herald").inGroups("publisher"));
    var answer = call(herald, "publish_event", note("x".repeat(64 << 10)));
    assertTrue(answer.startsWith("Error: the event is invalid: data: is 65547 bytes"), answer);
  }

  @Test
  void conversationsAreFoundByTheirWordsAndOnlyOnesOwn() {
    var seeker = RunsServer.client("seeker");
    String conversation;
    try (var run = RunStream.post(seeker, CHAT, RunsServer.chat("echo", "the Zanzibar budget"))) {
      run.whole();
      conversation = run.conversation();
    }
    var wanted = Map.<String, Object>of("text", "zanzibar");
    var found = call(seeker, "search_conversations", wanted);
    assertTrue(found.contains(conversation), found);
    assertEquals(1, found.lines().count(), found);
    assertEquals(
        "None found.", call(RunsServer.client("seeker-other"), "search_conversations", wanted));
  }

  @Test
  void theTimeIsThatOfTheZone() {
    var client = RunsServer.client("watch");
    var form =
        DateTimeFormatter.ofPattern("EEEE, yyyy-MM-dd HH:mm:ss xxx '['VV']'", Locale.ENGLISH);
    var answer = call(client, "current_time", Map.of("zone", "Asia/Kathmandu"));
    assertTrue(answer.endsWith("+05:45 [Asia/Kathmandu]"), answer);
    var off = Duration.between(form.parse(answer, Instant::from), Instant.now()).abs();
    assertTrue(off.compareTo(Duration.ofMinutes(1)) < 0, answer);
    assertTrue(call(client, "current_time", Map.of()).endsWith("[UTC]"));
    assertEquals(
        "Error: 'Atlantis' is not a time zone",
        call(client, "current_time", Map.of("zone", "Atlantis")));
  }

  @Test
  void aCalculationThatWouldNotEndTakesNoProcessor() {
    var client = RunsServer.client("reckoner");
    for (var attack : List.of("FACT(2147483647)", "9^9^9", "ROUND(1, 2000000000)")) {
      long before = System.nanoTime();
      var answer = call(client, "calculator", Map.of("expression", attack));
      var took = Duration.ofNanos(System.nanoTime() - before);
      assertTrue(answer.startsWith("Error: "), answer);
      Promptness.assertWithin(Duration.ofSeconds(5), took, attack);
    }
    assertFalse(call(client, "calculator", Map.of("expression", "6*7")).startsWith("Error"));
  }
}
