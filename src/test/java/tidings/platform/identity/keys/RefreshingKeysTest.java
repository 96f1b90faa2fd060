package tidings.platform.identity.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidings.platform.identity.TestKey;

/** Keys that an issuer publishes and changes, and sometimes fails to publish. */
@Timeout(30)
class RefreshingKeysTest {

  private static final TestKey KEY = TestKey.rsa();
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int READS = 3;

  /** The published keys; null: nothing can be read. */
  private final AtomicReference<@Nullable String> published = new AtomicReference<>(set("k1"));

  private final AtomicReference<@Nullable CountDownLatch> held = new AtomicReference<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final RefreshingKeys keys =
      new RefreshingKeys(
          this::read,
          "https://login.example/keys",
          new KeySettings(Duration.ofMinutes(5), TIMEOUT, Duration.ofHours(1), READS),
          timer,
          now::get);

  private String read(Duration atMost) throws IOException, InterruptedException {
    reads.incrementAndGet();
    var latch = held.get();
    if (latch != null) {
      latch.await();
    }
    var text = published.get();
    if (text == null) {
      throw new IOException("the answer was 502");
    }
    return text;
  }

  private static String set(String... kids) {
    var members = List.of(kids).stream().map(kid -> KEY.jwk(Map.of("kid", kid))).toList();
    return JSONObjectUtils.toJSONString(Map.of("keys", members));
  }

  private static JWSHeader header(String kid) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build();
  }

  @AfterEach
  void stop() {
    keys.close();
    timer.shutdownNow();
  }

  @Test
  void keysAreReadOnceForAllThatFit() {
    keys.start();
    for (int i = 0; i < 100; i++) {
      assertThat(keys.fitting(header("k1"))).hasSize(1);
    }
    assertThat(reads).hasValue(1);
    assertThat(keys.isReachable()).isTrue();
  }

  @Test
  void aNewKeyIsFoundByTheFirstTokenThatNamesIt() {
    assertThat(keys.fitting(header("k1"))).hasSize(1);
    long version = keys.version();
    published.set(set("k1", "k2"));

    assertThat(keys.fitting(header("k2"))).isEmpty();
    assertThat(keys.fittingAfterRefresh(header("k2"))).hasSize(1);
    assertThat(reads).hasValue(2);
    assertThat(keys.version()).isGreaterThan(version);
  }

  @Test
  void theSameUnknownKeyIsAskedForOnceAndOthersOnlySoOftenAMinute() {
    assertThat(keys.fitting(header("k1"))).hasSize(1);
    for (int i = 0; i < 50; i++) {
      assertThat(keys.fittingAfterRefresh(header("x"))).isEmpty();
    }
    assertThat(reads).as("one key").hasValue(2);
    for (int i = 0; i < 50; i++) {
      assertThat(keys.fittingAfterRefresh(header("x" + i))).isEmpty();
    }
    assertThat(reads).as("many keys").hasValue(1 + READS);
    assertThat(keys.fitting(header("k1"))).as("a known key").hasSize(1);
  }

  @Test
  void lastKeysStayInUseWhileTheIssuerIsUnreachable() {
    assertThat(keys.fitting(header("k1"))).hasSize(1);
    published.set(null);

    assertThatThrownBy(() -> keys.fittingAfterRefresh(header("k2")))
        .as("it may be a new key")
        .isInstanceOf(KeysUnavailableException.class);
    assertThat(keys.isReachable()).isFalse();
    assertThat(keys.fitting(header("k1"))).hasSize(1);

    published.set(set("k2"));
    await().until(keys::isReachable);
    assertThat(keys.fitting(header("k2"))).as("found by a regular reading").hasSize(1);
    assertThat(keys.fitting(header("k1"))).as("withdrawn").isEmpty();
  }

  @Test
  void keysThatAreTooOldVerifyNothing() {
    assertThat(keys.fitting(header("k1"))).hasSize(1);
    long version = keys.version();
    now.set(Instant.EPOCH.plus(Duration.ofHours(1)));
    assertThat(keys.fitting(header("k1"))).hasSize(1);
    now.set(now.get().plusMillis(1));
    assertThatThrownBy(() -> keys.fitting(header("k1")))
        .isInstanceOf(KeysUnavailableException.class);
    assertThat(keys.version()).isNotEqualTo(version);
  }

  @Test
  void anIssuerUnreachableAtTheStartIsFoundLater() {
    published.set(null);
    keys.start();
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> keys.fitting(header("k1")))
          .isInstanceOf(KeysUnavailableException.class);
    }
    assertThat(reads.get()).as("requests start no reading").isLessThanOrEqualTo(3);
    published.set(set("k1"));
    await().until(keys::isReachable);
    assertThat(keys.fitting(header("k1"))).hasSize(1);
  }

  @Test
  void aResponseThatIsNotAKeySetCountsAsNone() {
    published.set("<html>Bad gateway</html>");
    assertThatThrownBy(() -> keys.fitting(header("k1")))
        .isInstanceOf(KeysUnavailableException.class);
    assertThat(keys.isReachable()).isFalse();
  }

  @Test
  void anIssuerThatDoesNotRespondDelaysFewRequestsAndBriefly() throws InterruptedException {
    assertThat(keys.fitting(header("k1"))).hasSize(1);
    var latch = new CountDownLatch(1);
    held.set(latch);
    int clients = 100;
    var refused = new CountDownLatch(clients);
    long begin = System.nanoTime();
    IntStream.range(0, clients)
        .forEach(
            i ->
                Thread.ofVirtual()
                    .start(
                        () -> {
                          try {
                            keys.fittingAfterRefresh(header("x" + i));
                          } catch (KeysUnavailableException e) {
                            // rejected, like those that waited in vain
                          }
                          refused.countDown();
                        }));
    await().until(() -> reads.get() == 2);
    assertThat(keys.fitting(header("k1"))).as("a known key meanwhile").hasSize(1);
    assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIMEOUT.multipliedBy(10));
    assertThat(reads).as("one reading for all").hasValue(2);
    latch.countDown();
  }

  @Test
  void invalidSettingsAreRejectedWithTheirKeys() {
    var minute = Duration.ofMinutes(1);
    var hour = Duration.ofHours(1);
    assertThatThrownBy(() -> new KeySettings(Duration.ZERO, minute, hour, 1))
        .hasMessageContaining("tidings.identity.keys-refresh");
    assertThatThrownBy(() -> new KeySettings(minute, Duration.ZERO, hour, 1))
        .hasMessageContaining("tidings.identity.keys-timeout");
    assertThatThrownBy(() -> new KeySettings(hour, minute, hour, 1))
        .hasMessageContaining("tidings.identity.keys-max-age");
    assertThatThrownBy(() -> new KeySettings(minute, minute, hour, 0))
        .hasMessageContaining("tidings.identity.keys-reads-per-minute");
  }
}
