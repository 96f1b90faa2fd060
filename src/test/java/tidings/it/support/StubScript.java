package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The answers of the stub, by the name of the model, and for some scripts by words in the last
 * message of the user.
 */
public final class StubScript {

  private static final String REFUSAL_400 =
      "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\","
          + "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}";

  private final ConcurrentHashMap<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CountDownLatch> gates = new ConcurrentHashMap<>();

  /** Opens a gate for all that wait at it, and all later ones. */
  public void open(String gate) {
    gate(gate).countDown();
  }

  private CountDownLatch gate(String name) {
    return gates.computeIfAbsent(name, _ -> new CountDownLatch(1));
  }

  public void answer(JsonNode asked, StubAnswer out) throws IOException, InterruptedException {
    var messages = asked.path("messages");
    var last = messages.path(messages.size() - 1);
    var prompt = prompt(asked);
    boolean afterTool = last.path("role").asText().equals("tool");
    if (messages.path(0).path("content").asText().startsWith("Give what the user wrote a title")) {
      if (passes(word(prompt, "title-gate"), out)) {
        out.say("A title");
        out.finish("stop", 1, 1);
      }
      return;
    }
    var model = asked.path("model").asText();
    if (model.startsWith(ModelQuirk.PREFIX)) {
      quirk(ModelQuirks.named(model.substring(ModelQuirk.PREFIX.length())), afterTool, out);
      return;
    }
    if (model.startsWith(StubLoops.PREFIX)) {
      StubLoops.answer(model.substring(StubLoops.PREFIX.length()), asked, out);
      return;
    }
    switch (model) {
      case "no-stream-options" -> {
        if (asked.has("stream_options")) {
          out.answer(
              400,
              Map.of(),
              "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"stream_options\"],"
                  + "\"msg\":\"Extra inputs are not permitted\"}]}");
        } else {
          out.say("without");
          out.finish("stop", 1, 1);
        }
      }
      case "no-reasoning-back" -> StubLoops.refuseReasoning(asked, out);
      case "strict" -> {
        out.say("strictly");
        out.finish("stop", 1, 1);
      }
      case "plain" -> {
        out.say("Hel", "lo, ", "world");
        out.finish("stop", 5, 3);
      }
      case "choices" -> {
        for (var piece : List.of("0a", "1b", "0c", "1d")) {
          out.event(
              "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"choices\","
                  + "\"choices\":[{\"index\":%c,\"delta\":{\"content\":\"%c\"},\"finish_reason\":null,"
                      .formatted(piece.charAt(0), piece.charAt(1))
                  + "\"logprobs\":{\"content\":[{\"token\":\"%c\",\"logprob\":-0.5}],\"refusal\":null}}]}"
                      .formatted(piece.charAt(1)));
        }
        for (int index = 0; index < 2; index++) {
          out.event(
              "{\"choices\":[{\"index\":%d,\"delta\":{},\"finish_reason\":\"stop\"}]}"
                  .formatted(index));
        }
        out.usage(3, 4);
        out.done();
      }
      case "reasoning" -> {
        out.delta("reasoning_content", "Let me ");
        out.delta("reasoning_content", "think.");
        out.say("The ", "answer");
        out.finish("stop", 7, 4);
      }
      case "tools" -> tools(afterTool, out);
      case "utf8" -> {
        out.splitting("Grüße: 日本語 🙂 ");
        out.finish("stop", 2, 2);
      }
      case "late-usage" -> {
        out.say("done");
        out.finishWithoutUsage("stop");
        TimeUnit.MILLISECONDS.sleep(300);
        out.usage(11, 22);
        out.done();
      }
      case "error" -> {
        out.say("This breaks");
        out.event("{\"error\":{\"message\":\"out of memory\",\"type\":\"server_error\"}}");
        out.done();
      }
      case "cut" -> {
        out.say("This is cut in the mid");
        out.cut();
      }
      case "ends" -> {
        out.say("This ends too soon");
        out.end();
      }
      case "odd" -> odd(out);
      case "busy" -> {
        if (refusals.computeIfAbsent(prompt, _ -> new AtomicInteger()).getAndIncrement() == 0) {
          out.refuse(429, Map.of("Retry-After", "1"), "slow down");
        } else {
          out.say("at last");
          out.finish("stop", 1, 2);
        }
      }
      case "always-busy" -> out.refuse(429, Map.of("Retry-After", "60"), "slow down");
      case "refuses" -> out.answer(400, Map.of(), REFUSAL_400);
      case "key-refused" -> out.refuse(401, Map.of(), "Incorrect API key provided: sk-te***key");
      case "busy-until" ->
          out.refuse(
              503,
              Map.of(
                  "Retry-After",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(
                      ZonedDateTime.now(ZoneOffset.UTC).plusHours(1))),
              "come back later");
      case "broken" -> out.refuse(500, Map.of("Retry-After", "0"), "it broke");
      case "silence" -> {
        out.say("A word, then");
        out.awaitGone(30);
      }
      case "mute" -> out.awaitGone(30);
      case "mute-after-head" -> {
        out.comment();
        out.awaitGone(30);
      }
      case "whole" -> out.whole("All at once", 3, 4);
      case "thinker" -> {
        out.delta("reasoning_content", "I keep it to myself");
        out.finish("stop", 1, 1);
      }
      case "call" -> call(prompt, afterTool, last, out);
      case "calls" -> calls(prompt, messages, out);
      case "echo" -> {
        out.say(prompt);
        out.finish("stop", 1, 1);
      }
      case "broken-once" -> {
        if (refusals.computeIfAbsent(prompt, _ -> new AtomicInteger()).getAndIncrement() == 0) {
          out.refuse(400, Map.of(), "not now");
        } else {
          out.say(prompt);
          out.finish("stop", 1, 1);
        }
      }
      case "recall" -> {
        out.say(transcript(messages));
        out.finish("stop", 1, 1);
      }
      case "second" -> {
        TimeUnit.SECONDS.sleep(1);
        out.say(prompt);
        out.finish("stop", 1, 1);
      }
      case "gate" -> {
        if (passes(word(prompt, "gate"), out)) {
          out.say("through");
          out.finish("stop", 1, 1);
        }
      }
      case "paced" -> paced(prompt, out);
      case "bulk" -> bulk(prompt, out);
      case "mixed" -> mixed(out, afterTool);
      case "hand" -> handOff(asked, prompt, out);
      default -> out.refuse(404, Map.of(), "there is no such model");
    }
  }

  /** The last message of the user. */
  public static String prompt(JsonNode asked) {
    var prompt = "";
    for (var message : asked.path("messages")) {
      if (message.path("role").asText().equals("user")) {
        prompt = message.path("content").asText();
      }
    }
    return prompt;
  }

  /** The word after {@code name=}. */
  private static String word(String prompt, String name) {
    for (var word : prompt.split("\\s+", -1)) {
      if (word.startsWith(name + "=")) {
        return word.substring(name.length() + 1);
      }
    }
    return "";
  }

  private static int number(String prompt, String name, int otherwise) {
    var word = word(prompt, name);
    return word.isEmpty() ? otherwise : Integer.parseInt(word);
  }

  private static void quirk(ModelQuirk quirk, boolean afterTool, StubAnswer out)
      throws IOException {
    if (afterTool) {
      out.say("done");
      out.finish("stop", 1, 1);
    } else {
      out.play(quirk);
    }
  }

  private static void tools(boolean afterTool, StubAnswer out) throws IOException {
    if (afterTool) {
      out.say("5 and 20");
      out.finish("stop", 20, 3);
      return;
    }
    out.call(0, "t1", "calculator", "");
    out.call(1, "t2", "calculator", "{\"expr");
    out.call(0, null, null, "{\"expression\":");
    out.call(1, null, null, "ession\":\"4*5\"}");
    out.call(0, null, null, "\"2+3\"}");
    out.finish("tool_calls", 10, 8);
  }

  /** {@code call <tool> <arguments>}. */
  private static void call(String prompt, boolean afterTool, JsonNode last, StubAnswer out)
      throws IOException {
    if (afterTool) {
      out.say("It said: ", last.path("content").asText());
      out.finish("stop", 1, 1);
      return;
    }
    var words = prompt.split(" ", 3);
    out.call(0, "c1", words[1], words[2]);
    out.finish("tool_calls", 1, 1);
  }

  /**
   * A line of the prompt for each answer: its calls, like those of {@code call}, with {@code ;;}
   * between.
   */
  private static void calls(String prompt, JsonNode messages, StubAnswer out) throws IOException {
    int answers = 0;
    for (var message : messages) {
      var role = message.path("role").asText();
      answers = role.equals("user") ? 0 : role.equals("assistant") ? answers + 1 : answers;
    }
    var lines = prompt.split("\n", -1);
    if (answers >= lines.length) {
      out.say("done");
      out.finish("stop", 1, 1);
      return;
    }
    var calls = lines[answers].split(" ;; ", -1);
    for (int i = 0; i < calls.length; i++) {
      var words = calls[i].split(" ", 2);
      out.call(i, "c%d-%d".formatted(answers + 1, i + 1), words[0], words[1]);
    }
    out.finish("tool_calls", 1, 1);
  }

  private static String transcript(JsonNode messages) {
    var texts = new ArrayList<String>();
    messages.forEach(
        message ->
            texts.add(message.path("role").asText() + "=" + message.path("content").asText()));
    return String.join("|", texts);
  }

  /** {@code n} tokens, one each {@code ms}, which contain the time of their write. */
  private static void paced(String prompt, StubAnswer out)
      throws IOException, InterruptedException {
    int count = number(prompt, "n", 100);
    long pace = TimeUnit.MILLISECONDS.toNanos(number(prompt, "ms", 10));
    long next = System.nanoTime();
    for (int i = 0; i < count; i++) {
      out.say(i + "@" + System.nanoTime() + " ");
      next += pace;
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
    out.finish("stop", 1, count);
  }

  /**
   * {@code n} pieces of {@code chars} characters each, as fast as possible: starts once the gate
   * {@code after} is open, and ends once {@code until} is, if these are named.
   */
  private void bulk(String prompt, StubAnswer out) throws IOException, InterruptedException {
    int count = number(prompt, "n", 1);
    var piece = "x".repeat(number(prompt, "chars", 1));
    if (!passes(word(prompt, "after"), out)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      out.say(piece);
    }
    if (passes(word(prompt, "until"), out)) {
      out.finish("stop", 1, count);
    }
  }

  private boolean passes(String gate, StubAnswer out) throws IOException, InterruptedException {
    return gate.isEmpty() || out.awaitGoneOr(gate(gate));
  }

  /** Chunks with fields outside of OpenAI's format, as some servers send them. */
  private static void odd(StubAnswer out) throws IOException {
    for (var word : List.of("It ", "is ", "odd")) {
      out.odd(word);
    }
    out.finish("stop", 1, 3);
  }

  /** Some 200 frames of every type that a chat has, a millisecond or two between them. */
  private static void mixed(StubAnswer out, boolean afterTool)
      throws IOException, InterruptedException {
    for (int i = 0; i < 30; i++) {
      out.delta("reasoning_content", "r" + i + " ");
      TimeUnit.MILLISECONDS.sleep(8);
    }
    for (int i = 0; i < 40; i++) {
      out.say("ä" + i + " ");
      TimeUnit.MILLISECONDS.sleep(8);
    }
    if (afterTool) {
      out.finish("stop", 100, 70);
      return;
    }
    var first = "{\"expression\":\"1+1+1+1+1+1+1+1+1+1\"}";
    var second = "{\"expression\":\"2*2*2*2*2*2*2*2*2*2\"}";
    out.call(0, "m1", "calculator", "");
    out.call(1, "m2", "calculator", "");
    for (int i = 0; i < first.length(); i += 2) {
      out.call(0, null, null, first.substring(i, Math.min(first.length(), i + 2)));
      out.call(1, null, null, second.substring(i, Math.min(second.length(), i + 2)));
      TimeUnit.MILLISECONDS.sleep(8);
    }
    out.finish("tool_calls", 50, 90);
  }

  /** Hands off to each node that the system message names and that can still receive a handoff. */
  private static void handOff(JsonNode asked, String prompt, StubAnswer out) throws IOException {
    var wanted = List.of(asked.path("messages").path(0).path("content").asText().split(",", -1));
    var offered = new ArrayList<String>();
    asked.path("tools").forEach(tool -> offered.add(tool.path("function").path("name").asText()));
    int calls = 0;
    for (var target : wanted) {
      if (offered.contains("transfer_to_" + target)) {
        out.call(calls, "h" + calls, "transfer_to_" + target, "{}");
        calls++;
      }
    }
    if (calls == 0) {
      out.say("at the limit");
    } else {
      out.say("handing over");
    }
    out.finish(calls == 0 ? "stop" : "tool_calls", prompt.length() > 0 ? 1 : 0, 1);
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
