package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.LinePublisher;
import tidings.it.support.Measured;
import tidings.it.support.SharedServer;
import tidings.it.support.Shell;
import tidings.it.support.Tokens;

/** A request that publishes one event a line for as long as the publisher likes. */
@ResourceLock(SharedServer.LOCK)
@Order(3) // much of it waits
class PublishStreamIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Events of the publisher whose connections break. */
  private static final int EVENTS = Integer.getInteger("tidings.publish-stream.events", 20_000);

  /** How far it is ahead of the subscriber, whose queue is limited. */
  private static final int LEAD = 500;

  private final LibertyServer server = SharedServer.get();

  private String token(String user) {
    return Tokens.dev(server, Claims.of(user).inGroups("publisher"));
  }

  private LinePublisher open(String user) {
    return LinePublisher.open(server, token(user));
  }

  private static Map<String, Object> event(String type, String id) {
    return Map.of("type", type, "id", id, "data", Map.of("n", id));
  }

  private static List<String> ids(List<JsonNode> answers) {
    return answers.stream().map(answer -> answer.path("id").textValue()).toList();
  }

  @Test
  void answersEachLineWhileTheRequestLasts() {
    try (var alice = Client.of(server, Claims.of("ps-alice")).stream("types=ps.each");
        var publisher = open("ps-each")) {
      publisher.event(event("ps.each", "1"));
      assertThat(ids(publisher.await(1))).containsExactly("1");
      alice.await("ps.each");
      publisher.send("\r\n \n").event(event("ps.each", "2")).event(event("ps.each", "1"));

      var answers = publisher.await(3);

      assertThat(ids(answers)).containsExactly("1", "2", "1");
      assertThat(answers.get(0).has("duplicate")).isFalse();
      assertThat(answers.get(2).get("duplicate").booleanValue()).isTrue();
      alice.awaitEvents(2);
      assertThat(alice.lastEventId()).isEqualTo(answers.get(1).get("cursor").textValue());
      assertThat(publisher.end().awaitEnd()).hasSize(3);
      assertThat(publisher.head()).startsWith("HTTP/1.1 200").contains("application/x-ndjson");
    }
  }

  @Test
  void aLineThatIsNoEventIsAnsweredWithItsProblemAndStopsNothing() {
    try (var publisher = open("ps-faults")) {
      publisher.send(
          """
          \uFEFF{"type":"ps.faults","id":"first"}
          nonsense
          [{"type":"ps.faults"}]
          {"type":"tidings.open"}
          {"type":"ps.faults","user":7,"x":{}}
          {"specversion":"1.0","type":"ps.faults","id":"last","source":"/s"}
          {"type":"ps.faults","id":"partial"}\
          """);

      var answers = publisher.end().awaitEnd();

      assertThat(ids(answers)).containsExactly("first", null, null, null, null, "last", null);
      for (int i : new int[] {1, 2, 3, 4, 6}) {
        assertThat(answers.get(i).get("status").intValue()).as("%s", answers.get(i)).isEqualTo(400);
        assertThat(answers.get(i).get("errors")).isNotEmpty();
      }
      assertThat(answers.get(6).get("detail").textValue()).contains("line feed");
    }
  }

  @Test
  void aLineOverTheLimitIsAnsweredWith413AndSkipped() {
    try (var publisher = open("ps-long")) {
      publisher
          .send("{\"type\":\"ps.long\",\"data\":\"" + "x".repeat(5 << 20) + "\"}\n")
          .send("{\"type\":\"ps.long\",\"data\":\"" + "x".repeat(100_000) + "\"}\n")
          .event(event("ps.long", "small"));

      var answers = publisher.end().awaitEnd();

      assertThat(answers.get(0).get("status").intValue()).isEqualTo(413);
      assertThat(answers.get(1).get("status").intValue()).isEqualTo(413);
      assertThat(ids(answers)).containsExactly(null, null, "small");
    }
  }

  @Test
  void publishesOnlyWhatTheTokenGrantsAndThePolicyInForce() throws IOException {
    var token = Tokens.dev(server, Claims.of("ps-grants").mayPublish("ps/own"));
    try (var publisher = LinePublisher.open(server, token)) {
      var mine = Map.of("type", "ps.grants", "topic", "ps/own");
      var other = Map.of("type", "ps.grants", "topic", "ps/other");
      publisher.event(mine).event(other).event(mine);
      var answers = publisher.await(3);
      assertThat(answers.get(0).has("cursor")).isTrue();
      assertThat(answers.get(1).get("status").intValue()).isEqualTo(403);
      assertThat(answers.get(2).has("cursor")).isTrue();

      Files.writeString(
          SharedServer.POLICY,
          """
          rules:
            - name: another topic
              when: {users: [ps-grants]}
              publish: [ps/other]
          """);
      try {
        Awaitility.await("the policy is in force")
            .atMost(PATIENCE)
            .until(
                () -> {
                  int before = publisher.count();
                  publisher.event(other);
                  return publisher.await(before + 1).getLast().has("cursor");
                });
      } finally {
        Files.writeString(SharedServer.POLICY, "rules: []\n");
      }
    }
  }

  @Test
  void aTokensEndClosesTheStreamWithALastLine() {
    var claims = Claims.of("ps-expires").inGroups("publisher").lasting(Duration.ofSeconds(3));
    try (var publisher = LinePublisher.open(server, Tokens.dev(server, claims))) {
      publisher.event(event("ps.expires", "1"));
      publisher.await(1);

      // Continues to send until the server ends the connection.
      for (int i = 2; !publisher.isEnded(); i++) {
        try {
          publisher.event(event("ps.expires", "" + i));
          Thread.sleep(20);
        } catch (UncheckedIOException e) {
          break;
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      var answers = publisher.awaitEnd();

      var last = answers.getLast().get("close");
      assertThat(last.get("code").intValue()).isEqualTo(1001);
      assertThat(last.get("reason").textValue()).isEqualTo("token-expired");
      assertThat(last.get("reconnect").booleanValue()).isTrue();
      var taken = answers.subList(0, answers.size() - 1);
      assertThat(ids(taken))
          .isEqualTo(IntStream.rangeClosed(1, taken.size()).mapToObj(i -> "" + i).toList());
    }
  }

  @Test
  void aRevocationClosesTheStreamOfASilentPublisher() {
    var admin = Client.of(server, Claims.of("ps-root").inGroups("admin"));
    try (var publisher = open("ps-revoked")) {
      publisher.event(event("ps.revoked", "1"));
      publisher.await(1);
      var revocation = Map.of("user", "ps-revoked", "until", Instant.now().plusSeconds(60));
      var body = Json.write(Map.of("user", "ps-revoked", "until", "" + revocation.get("until")));
      assertThat(admin.post("/api/admin/revocations", Client.JSON, body).status())
          .isBetween(200, 204);

      var last = publisher.await(2).getLast().get("close");

      assertThat(last.get("code").intValue()).isEqualTo(1002);
      assertThat(last.get("reconnect").booleanValue()).isFalse();
      assertThat(publisher.end().awaitEnd()).hasSize(2);
    }
  }

  @Test
  void refusesAPublisherWithoutTheRightAndCodingsItCannotReadWhileTheyArrive() {
    var nobody = Client.of(server, Claims.of("ps-nobody"));
    assertThat(nobody.post("/api/events", "application/x-ndjson", "{}\n").status()).isEqualTo(403);
    var publisher = Client.publisher(server);
    assertThat(
            publisher
                .send(
                    publisher
                        .request("/api/events")
                        .header("Content-Type", "application/x-ndjson")
                        .header("Content-Encoding", "br")
                        .POST(HttpRequest.BodyPublishers.ofString("{}\n")))
                .status())
        .isEqualTo(415);
    assertThat(
            publisher
                .post("/api/events", "application/x-ndjson; charset=ISO-8859-1", "{}\n")
                .status())
        .isEqualTo(415);
    assertThat(publisher.post("/api/events", "application/x-ndjson; charset=utf-8", "").status())
        .isEqualTo(200);
  }

  @Test
  void anEventInBinaryModeMayHaveDataOfThisMediaType() {
    var publisher = Client.publisher(server);
    try (var alice = Client.of(server, Claims.of("ps-binary")).stream("types=ps.binary")) {
      var answer =
          publisher.send(
              publisher
                  .request("/api/events")
                  .header("Content-Type", "application/x-ndjson")
                  .header("ce-specversion", "1.0")
                  .header("ce-type", "ps.binary")
                  .header("ce-id", "b")
                  .header("ce-source", "/b")
                  .POST(HttpRequest.BodyPublishers.ofString("{}\n{}\n")));

      assertThat(answer.status()).isEqualTo(202);
      alice.await("ps.binary");
    }
  }

  /** {@code -T .} sends standard input and reads the response while there is none. */
  @Test
  void curlPublishesItsInputAndPrintsEachAnswerAtOnce() {
    var script =
        """
        cd "$(mktemp -d)"; mkfifo in
        curl --no-progress-meter -N -T . -X POST -H 'Content-Type: application/x-ndjson' \\
             -H "Authorization: Bearer $TOKEN" "$URL" < in > out & exec 3> in
        for i in 1 2 3; do
          echo '{"type":"ps.curl","id":"'$i'"}' >&3
          until grep -q '"id":"'$i'"' out; do sleep 0.05; done
        done
        exec 3>&-; wait; cat out
        """;

    var output =
        Shell.run(
            script, Map.of("TOKEN", token("ps-curl"), "URL", server.uri("/api/events").toString()));

    assertThat(output.lines().map(Json::read).toList())
        .extracting(answer -> answer.path("id").textValue())
        .containsExactly("1", "2", "3");
  }

  /** Node's own {@code fetch}, with a body that waits for each answer. */
  @Test
  void nodePublishesABodyThatWaitsForEachAnswer() {
    var script =
        """
        cat > "$FILE" <<'END'
        const { URL: url, TOKEN: token } = process.env;
        const { readable, writable } = new TransformStream();
        const writer = writable.getWriter(), encoder = new TextEncoder();
        const send = (id) => writer.write(encoder.encode(JSON.stringify({ type: "ps.node", id }) + "\\n"));
        send("1");
        const response = await fetch(url, { method: "POST", duplex: "half", body: readable,
          headers: { "Content-Type": "application/x-ndjson", Authorization: `Bearer ${token}` } });
        let text = "", count = 0;
        for await (const chunk of response.body) {
          text += new TextDecoder().decode(chunk);
          for (; text.includes("\\n"); text = text.slice(text.indexOf("\\n") + 1)) {
            console.log(JSON.parse(text.slice(0, text.indexOf("\\n"))).id);
            count += 1;
            if (count < 3) send(String(count + 1)); else writer.close();
          }
        }
        END
        node "$FILE"
        """;
    var file = Path.of("target/it/shell/publish-stream.mjs").toAbsolutePath();

    var output =
        Shell.run(
            script,
            Map.of(
                "FILE", file.toString(),
                "TOKEN", token("ps-node"),
                "URL", server.uri("/api/events").toString()));

    assertThat(output.lines()).containsExactly("1", "2", "3");
  }

  /** The client's publisher, as it is built: one stream of many events. */
  @Test
  void theClientsPublisherPublishesAStreamOfEvents() {
    var client = Path.of("frontend/packages/client/dist/publisher/index.js").toAbsolutePath();
    assumeThat(client).as("the front end is built").exists();
    var script =
        """
        node --input-type=module -e '
          const { createPublisher } = await import(process.env.CLIENT);
          const headers = { Authorization: `Bearer ${process.env.TOKEN}` };
          const publisher = createPublisher({ url: process.env.URL, headers });
          const ids = Array.from({ length: 3000 }, (_, i) => String(i));
          const receipts = [];
          for (const id of ids) {
            await publisher.ready();
            receipts.push(publisher.publish({ type: "ps.client", id }));
          }
          await publisher.ready();
          receipts.push(publisher.publish({ type: "ps.client", id: "0" }));
          const answered = await Promise.all(receipts);
          await publisher.close();
          console.log(answered.slice(0, -1).every(({ id, cursor }, i) => id === ids[i] && cursor));
          console.log(answered.at(-1).duplicate);
        '
        """;

    var output =
        Shell.run(
            script,
            Map.of(
                "CLIENT", client.toUri().toString(),
                "TOKEN", token("ps-client"),
                "URL", server.uri("/api").toString()));

    assertThat(output.lines()).containsExactly("true", "true");
  }

  @Test
  void javasHttpClientPublishesABodyOfUnknownLength() throws Exception {
    URI uri = server.uri("/api/events");
    var events =
        IntStream.range(0, 5000)
            .mapToObj(i -> Json.write(event("ps.java", "" + i)) + "\n")
            .map(line -> line.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .toList();
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var response =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("Content-Type", "application/x-ndjson")
                  .header("Authorization", "Bearer " + token("ps-java"))
                  .POST(HttpRequest.BodyPublishers.ofByteArrays(events))
                  .build(),
              BodyHandlers.ofLines());

      var ids = response.body().map(Json::read).map(answer -> answer.path("id").asText()).toList();

      assertThat(ids).isEqualTo(IntStream.range(0, 5000).mapToObj(i -> "" + i).toList());
    }
  }

  /** Reads the numbers of events, and notes those that come twice. */
  private final class Counter implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final BitSet seen = new BitSet(EVENTS);
    private int twice;

    Counter() throws IOException, InterruptedException {
      var lines =
          http.send(
              HttpRequest.newBuilder(server.uri("/api/events?types=ps.killed"))
                  .header("Authorization", "Bearer " + Tokens.dev(server, Claims.of("ps-counter")))
                  .build(),
              BodyHandlers.ofLines());
      Thread.ofVirtual().start(() -> lines.body().forEach(this::read));
    }

    private synchronized void read(String line) {
      if (line.startsWith("data: {\"n\":")) {
        int number = Integer.parseInt(line.substring(11, line.indexOf('}')));
        twice += seen.get(number) ? 1 : 0;
        seen.set(number);
      }
    }

    synchronized int count() {
      return seen.cardinality();
    }

    synchronized int twice() {
      return twice;
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }

  @Test
  void aPublisherThatIsKilledAtRandomAndResumesPublishesEachEventOnce() throws Exception {
    var random = new Random(EVENTS);
    var token = token("ps-killed");
    int answered = 0;
    int kills = 0;
    int duplicates = 0;
    long start = System.nanoTime();
    try (var counter = new Counter()) {
      int before = 0;
      while (answered < EVENTS) {
        int toSend = answered + random.nextInt(EVENTS / 5) + 1;
        try (var publisher = LinePublisher.open(server, token)) {
          var sent = new ArrayDeque<Integer>();
          for (int next = answered; next < Math.min(EVENTS, toSend); ) {
            int last = Math.min(EVENTS, next + random.nextInt(40) + 1);
            var chunk = new StringBuilder();
            for (; next < last; next++) {
              sent.add(next);
              chunk
                  .append("{\"type\":\"ps.killed\",\"id\":\"")
                  .append(next)
                  .append("\",\"data\":{\"n\":")
                  .append(next)
                  .append("}}\n");
            }
            publisher.send(chunk.toString());
            while (next - counter.count() > LEAD && !publisher.isEnded()) {
              Thread.sleep(1);
            }
          }
          if (toSend >= EVENTS) {
            publisher.end().awaitEnd();
          } else {
            publisher.send("{\"type\":\"ps.killed\",\"id\":\"" + sent.getLast());
            publisher.kill();
            kills++;
            Awaitility.await().atMost(PATIENCE).until(publisher::isEnded);
          }
          for (var answer : publisher.answers()) {
            assertThat(answer.path("id").asText()).isEqualTo("" + sent.remove());
            duplicates += answer.has("duplicate") ? 1 : 0;
            answered++;
          }
        }
        assertThat(answered).as("a request is of use").isGreaterThanOrEqualTo(before);
        before = answered;
      }
      Awaitility.await("each event").atMost(PATIENCE).until(() -> counter.count() == EVENTS);
      assertThat(counter.twice()).isZero();
    }
    Measured.print(
        EVENTS + " events in one publish stream, killed " + kills + " times",
        (System.nanoTime() - start) / 1_000_000 + " ms, " + duplicates + " sent again");
    assertThat(kills).isPositive();
  }

  /** Each answer is long, so that the buffers of both sides are soon full. */
  @Test
  void aPublisherThatDoesNotReadIsNotReadAndThenEnded() {
    var id = "x".repeat(1000);
    double before = server.metrics().get("tidings_publish_stream_lines_total");
    int sent = 0;
    try (var publisher = LinePublisher.deaf(server, token("ps-deaf"))) {
      for (; sent < 100_000; sent++) {
        publisher.send("{\"type\":\"ps.deaf\",\"id\":\"" + sent + id + "\"}\n");
      }
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageMatching(".*([Bb]roken pipe|[Rr]eset|closed).*");
    }
    double lines = server.metrics().get("tidings_publish_stream_lines_total") - before;

    Measured.print("lines of a publisher that reads no answer", (int) lines + " of " + sent);
    assertThat(lines).isBetween(1000.0, 40_000.0);
    Awaitility.await("the stream has ended")
        .atMost(PATIENCE)
        .until(() -> server.metrics().get("tidings_publish_streams") == 0);
  }
}
