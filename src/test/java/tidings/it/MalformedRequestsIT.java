package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.MalformedRequests;
import tidings.it.support.Measured;
import tidings.it.support.OpenApiDocument;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/**
 * No request makes the server fail: every fault is the client's. A few thousand requests in each
 * build, a hundred thousand with {@code -Psoak}. A failure names the seed: {@code
 * -Dtidings.mistakes.seed=…} generates the same requests.
 */
@ResourceLock(SharedServer.LOCK)
class MalformedRequestsIT {

  private static final int REQUESTS = Integer.getInteger("tidings.mistakes", 3000);
  private static final int CALLERS = 4;
  private static final int PATIENCE = 20_000;

  /** A valid poll waits for an event, and the test does not wait for it. */
  private static final int SHORT = 500;

  private static final String LATE = "HTTP/1.1 200 of a poll, to come";

  /** Number of bytes that are read of an answer: a stream has no end. */
  private static final int READ = 4096;

  /** Texts that show the server's internals. */
  private static final Pattern INSIDE =
      Pattern.compile("\\sat [a-z]+\\.|Exception|com\\.ibm|SRVE\\d|RESTEASY|internal classes");

  /** The server's own endpoints, such as its metrics, are not called. */
  private static final Pattern OURS = Pattern.compile(" /(api|v1|dev)/");

  /** Drains the server, which other tests use. */
  private static final String DRAIN = "POST /api/admin/drain";

  private final LibertyServer server = SharedServer.get();

  private static long seed() {
    return Long.getLong("tidings.mistakes.seed", new Random().nextLong());
  }

  private List<String> operations() {
    var document = OpenApiDocument.of(Client.anonymous(server).get("/openapi?format=JSON").body());
    return document.operations().stream()
        .filter(it -> OURS.matcher(it).find() && !it.equals(DRAIN))
        .toList();
  }

  private String answer(byte[] request) throws IOException {
    try (var socket = new Socket(server.host(), server.httpPort())) {
      socket.setSoTimeout(isPoll(request) ? SHORT : PATIENCE);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      var read = new byte[READ];
      int length = 0;
      while (length < READ && !isLate(request, read, length)) {
        int count = socket.getInputStream().read(read, length, READ - length);
        if (count < 0) {
          break;
        }
        length += count;
      }
      return new String(read, 0, length, StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException e) {
      return isPoll(request) ? LATE : "HTTP/1.1 599 none within " + PATIENCE + " ms";
    } catch (SocketException e) {
      return "reset: " + e.getMessage();
    }
  }

  /** Whether the head is that of a stream or of a poll, which may wait for an event. */
  private static boolean isLate(byte[] request, byte[] read, int length) {
    var text = new String(read, 0, length, StandardCharsets.ISO_8859_1);
    return text.startsWith("HTTP/1.1 200")
        && text.contains("\r\n\r\n")
        && (isPoll(request) || text.contains("text/event-stream"));
  }

  private static boolean isPoll(byte[] request) {
    return new String(request, StandardCharsets.ISO_8859_1).contains("/poll");
  }

  @Test
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void noMistakeOfARequestIsAFailureOfTheServer() throws Exception {
    long seed = seed();
    var token = Tokens.dev(server, Claims.of("mistaken").inGroups("publisher", "admin"));
    var mistakes = new MalformedRequests(seed, new TreeSet<>(operations()), token);
    int logged = server.log().length();
    var failures = new ConcurrentLinkedQueue<String>();
    var answered = new AtomicInteger();
    var left = new AtomicInteger(REQUESTS);
    Callable<@Nullable Void> caller =
        () -> {
          while (left.getAndDecrement() > 0 && failures.size() < 10) {
            var request = mistakes.next();
            var answer = answer(request);
            boolean isRefusal = !answer.startsWith("HTTP/1.1 2");
            if (answer.startsWith("HTTP/1.1 5") || (isRefusal && INSIDE.matcher(answer).find())) {
              failures.add(shown(request) + "\n  -> " + shown(answer));
            }
            answered.addAndGet(answer.startsWith("HTTP/1.1 ") ? 1 : 0);
          }
          return null;
        };
    try (var threads = Executors.newFixedThreadPool(CALLERS)) {
      for (var ended : threads.invokeAll(Collections.nCopies(CALLERS, caller))) {
        ended.get();
      }
    }
    Measured.print("requests of seed " + seed, REQUESTS);
    assertThat(failures).as("seed %d", seed).isEmpty();
    assertThat(answered.get())
        .as("requests with an answer, seed %d", seed)
        .isGreaterThan(REQUESTS * 9 / 10);
    assertThat(server.log().substring(logged))
        .as("log, seed %d", seed)
        .doesNotContain("A request failed")
        .doesNotContain("OutOfMemoryError");
  }

  private static String shown(byte[] bytes) {
    return shown(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static String shown(String whole) {
    var text = whole.replaceAll("Bearer [\\w.-]{50,}", "Bearer …");
    return text.length() <= 1200 ? text : text.substring(0, 1200) + "…";
  }
}
