package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tidings.ingress.http.Answers.Slot;

/** Answers in order, and a limit of those that are missing. */
class AnswersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final CountDownLatch reads = new CountDownLatch(1);
  private volatile boolean isRead = true;
  private volatile boolean isBroken;
  private final Answers answers = new Answers(new PublishStreamSettings(3, 100), this::write);

  private void write(byte[] lines) throws IOException {
    if (isBroken) {
      throw new IOException("the publisher has disconnected");
    }
    if (!isRead) {
      try {
        assertThat(reads.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    writes.add(new String(lines, UTF_8));
  }

  private static byte[] text(String line) {
    return line.getBytes(UTF_8);
  }

  private Slot take(int length) {
    return requireNonNull(answers.take(length));
  }

  private CompletableFuture<Slot> taking(int length) {
    return CompletableFuture.supplyAsync(
        () -> answers.take(length), task -> Thread.ofVirtual().start(task));
  }

  private void awaitWritten(String all) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(String.join("", writes)).isEqualTo(all));
  }

  private static void assertWaits(CompletableFuture<?> taking) throws InterruptedException {
    Thread.sleep(50);
    assertThat(taking).isNotDone();
  }

  @Test
  void writesInTheOrderOfTheLines() {
    var first = take(1);
    var second = take(1);
    var third = take(1);

    third.complete(text("3\n"));
    second.complete(text("2\n"));
    assertThat(writes).isEmpty();
    first.complete(text("1\n"));

    awaitWritten("1\n2\n3\n");
  }

  @Test
  void takesNoMoreLinesThanTheLimitUntilOneIsAnswered() throws Exception {
    var first = take(1);
    take(1);
    take(1);
    var fourth = taking(1);
    assertWaits(fourth);

    first.complete(text("1\n"));

    assertThat(fourth.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(answers.unanswered()).isEqualTo(3);
  }

  @Test
  void takesNoMoreBytesThanTheLimitButAlwaysOneLine() throws Exception {
    var first = take(1000);
    var second = taking(1);
    assertWaits(second);
    first.complete(text("1\n"));
    second.get(10, TimeUnit.SECONDS).complete(text("2\n"));
    awaitWritten("1\n2\n");

    take(99);
    take(1);
    assertWaits(taking(1));
  }

  @Test
  void anAnswerThatIsNotReadCountsAsMissing() throws Exception {
    isRead = false;
    for (int i = 0; i < 3; i++) {
      take(1).complete(text(i + "\n"));
    }
    var fourth = taking(1);
    assertWaits(fourth);
    assertThat(answers.unanswered()).isEqualTo(3);

    reads.countDown();

    fourth.get(10, TimeUnit.SECONDS).complete(text("3\n"));
    awaitWritten("0\n1\n2\n3\n");
  }

  @Test
  void writesWhatIsHeldTogether() {
    answers.hold();
    take(1).complete(text("1\n"));
    take(1).complete(text("2\n"));
    assertThat(writes).isEmpty();

    answers.release();

    awaitWritten("1\n2\n");
    assertThat(writes).hasSize(1);
  }

  @Test
  void aFullStreamWritesWhatIsHeld() throws Exception {
    answers.hold();
    for (int i = 0; i < 3; i++) {
      take(1).complete(text(i + "\n"));
    }

    assertThat(taking(1).get(10, TimeUnit.SECONDS)).isNotNull();
    awaitWritten("0\n1\n2\n");
  }

  @Test
  void gathersTheAnswersOfDenseLines() {
    answers.gather(true);
    for (int i = 0; i < 3; i++) {
      take(1).complete(text(i + "\n"));
    }

    awaitWritten("0\n1\n2\n");
  }

  @Test
  void theLastLineFollowsAllAnswersAndNoMoreLinesAreTaken() throws Exception {
    var first = take(1);
    assertThat(answers.close(text("last\n"))).isTrue();
    assertThat(answers.take(1)).isNull();
    assertThat(answers.close(text("another\n"))).isFalse();
    assertThat(answers.awaitEnd(Duration.ofMillis(50))).isFalse();

    first.complete(text("1\n"));

    assertThat(answers.awaitEnd(PATIENCE)).isTrue();
    assertThat(String.join("", writes)).isEqualTo("1\nlast\n");
  }

  @Test
  void closingEndsAWaitForCapacity() throws Exception {
    take(1);
    take(1);
    take(1);
    var fourth = taking(1);
    assertWaits(fourth);

    answers.close(text("last\n"));

    assertThat(fourth.get(10, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void aLineThatIsNotTakenHasNoAnswer() throws Exception {
    take(1).cancel();
    take(1).complete(text("2\n"));
    answers.close(new byte[0]);

    assertThat(answers.awaitEnd(PATIENCE)).isTrue();
    assertThat(String.join("", writes)).isEqualTo("2\n");
  }

  @Test
  void aBrokenConnectionEndsTheStreamAndEveryWait() throws Exception {
    var first = take(1);
    take(1);
    take(1);
    var fourth = taking(1);
    assertWaits(fourth);
    isBroken = true;

    first.complete(text("1\n"));

    assertThat(fourth.get(10, TimeUnit.SECONDS)).isNull();
    assertThat(answers.isClosed()).isTrue();
    assertThat(answers.awaitEnd(PATIENCE)).isTrue();
    assertThat(writes).isEmpty();
  }
}
