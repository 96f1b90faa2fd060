package tidings.platform.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.codec.UnreadableEventException;
import tidings.platform.limits.BodyBudget;
import tidings.platform.limits.OverLimitException;

class BodyReaderTest {

  private static final int MAX = 3 * BodyReader.BLOCK;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final BodyBudget memory = new BodyBudget(BodyBudget.Unit.BYTES, 1 << 20, 1 << 20);
  private final BodyBudget waits = new BodyBudget(BodyBudget.Unit.WAITS, 1, 2);
  private final AtomicLong nanos = new AtomicLong(-5);

  /** The body of a client that sends one byte per second. */
  private final class Dripping extends InputStream {
    private final int length;
    private int sent;

    Dripping(int length) {
      this.length = length;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("no reader requests single bytes");
    }

    @Override
    public int read(byte[] to, int offset, int most) {
      if (sent == length) {
        return -1;
      }
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      sent++;
      to[offset] = 'x';
      return 1;
    }
  }

  private byte[] read(InputStream body, int expected) throws IOException {
    return reader(body, waits.share("alice")).read(expected);
  }

  private BodyReader reader(InputStream body, BodyBudget.Share slot) {
    return new BodyReader(body, MAX, memory.share("alice"), slot, TIMEOUT.toNanos(), nanos::get);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        BodyReader.BLOCK - 1,
        BodyReader.BLOCK,
        BodyReader.BLOCK + 1,
        2 * BodyReader.BLOCK,
        MAX
      })
  void aBodyIsReadWhole(int length) throws IOException {
    var body = new byte[length];
    Arrays.fill(body, (byte) 'x');
    assertThat(read(new ByteArrayInputStream(body), Math.min(length, BodyReader.BLOCK)))
        .as("of a known length")
        .isEqualTo(body);
    assertThat(read(new ByteArrayInputStream(body), BodyReader.BLOCK))
        .as("of an unknown length")
        .isEqualTo(body);
  }

  @Test
  void aBodyThatIsShorterThanItsHeadSaysIsReadToItsEnd() throws IOException {
    assertThat(read(new ByteArrayInputStream(new byte[3]), 10)).hasSize(3);
  }

  @Test
  void oneByteTooManyIsRejected() {
    assertThatThrownBy(() -> read(new ByteArrayInputStream(new byte[MAX + 1]), BodyReader.BLOCK))
        .isInstanceOf(UnreadableEventException.class);
  }

  @Test
  void aBodyThatComesWithinItsTimeIsReadHoweverItComes() throws IOException {
    assertThat(read(new Dripping(30), 30)).hasSize(30);
  }

  /** Each read is short, so no timeout of one read ends it. */
  @Test
  void manyBytesThatComeOneByOneHaveOneDeadline() {
    assertThatThrownBy(() -> read(new Dripping(40), 40))
        .isInstanceOf(BodyReader.TooSlowException.class);
    assertThat(nanos.get()).isLessThan(TIMEOUT.plusSeconds(2).toNanos());
  }

  @Test
  void aBodyCountsAsWaitingWhileItIsReadAndAnEmptyOneDoesNot() throws IOException {
    waits.share("alice").reserve(1); // by another request
    assertThat(read(new ByteArrayInputStream(new byte[0]), 0)).isEmpty();
    assertThatThrownBy(() -> read(new Dripping(1), 1))
        .isInstanceOf(OverLimitException.class)
        .hasMessage("your requests wait for more than 1 bodies at a time");
    assertThat(waits.used()).as("a rejection reserves nothing").isEqualTo(1);
  }

  @Test
  void theReservationIsReleasedAfterTheBodyHoweverItEnded() throws IOException {
    read(new Dripping(2), 2);
    assertThat(waits.used()).isZero();
    assertThatThrownBy(() -> read(new Dripping(40), 40)).isInstanceOf(IOException.class);
    assertThat(waits.used()).isZero();
    var slot = waits.share("alice");
    assertThatThrownBy(() -> reader(new Gone(), slot).read(5)).hasMessage("gone");
    assertThat(waits.used()).isZero();
  }

  /** The body of a client that has disconnected. */
  private static final class Gone extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("gone");
    }

    @Override
    public int read(byte[] to, int offset, int most) throws IOException {
      return read();
    }
  }
}
