package tidings.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyBudgetTest {

  private final BodyBudget budget = new BodyBudget(BodyBudget.Unit.BYTES, 100, 250);

  private static OverLimitException refusal(BodyBudget.Share share, long bytes) {
    var refusal = catchThrowableOfType(OverLimitException.class, () -> share.reserve(bytes));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.retryAfter()).isPositive();
    return refusal;
  }

  @Test
  void aCallerHasExactlyItsShareOverAllItsRequests() {
    var first = budget.share("alice");
    var second = budget.share("alice");
    first.reserve(60);
    second.reserve(40);
    assertThat(refusal(second, 1).isServers()).as("the caller exceeds its limit").isFalse();
    assertThatCode(() -> budget.share("bob").reserve(100)).doesNotThrowAnyException();
    first.close();
    second.reserve(60);
    refusal(second, 1);
  }

  @Test
  void theNodesLimitHoldsExactly() {
    budget.share("a").reserve(100);
    budget.share("b").reserve(100);
    var third = budget.share("c");
    third.reserve(50);
    assertThat(refusal(budget.share("d"), 1).isServers()).as("the node has no capacity").isTrue();
    assertThat(budget.used()).isEqualTo(250);
    third.close();
    assertThat(budget.used()).isEqualTo(200);
  }

  @Test
  void aCallerThatHoldsAsMuchAsIsFreeGetsNoMore() {
    var all = new BodyBudget(BodyBudget.Unit.WAITS, 10, 10);
    var greedy = all.share("greedy");
    for (int i = 0; i < 5; i++) {
      greedy.reserve(1);
    }
    assertThat(refusal(greedy, 1))
        .hasMessage(
            "your requests wait for 5 bodies, and this node has no more than that left for all")
        .returns(false, OverLimitException::isServers);
    all.share("second").reserve(1);
    all.share("second").reserve(1);
    all.share("third").reserve(1);
    assertThat(refusal(all.share("second"), 1).isServers()).isFalse();
    greedy.close();
    all.share("second").reserve(1);
  }

  /**
   * However many callers take all they can: a caller without a share gets one as large as theirs.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20})
  void aLateCallerGetsAsMuchAsEachEarlierOne(int greedy) {
    int total = 64 << 10;
    var all = new BodyBudget(BodyBudget.Unit.BYTES, total, total);
    var held = new long[greedy];
    boolean grew = true;
    while (grew) {
      grew = false;
      for (int i = 0; i < greedy; i++) {
        try {
          all.share("greedy " + i).reserve(64);
          held[i] += 64;
          grew = true;
        } catch (OverLimitException e) {
          assertThat(e.isServers()).isFalse();
        }
      }
    }
    long fair = total / (greedy + 1);
    for (long bytes : held) {
      assertThat(bytes).isBetween(fair - 128, fair + 128);
    }
    assertThatCode(() -> all.share("late").reserve(fair - 64L * greedy)).doesNotThrowAnyException();
  }

  @Test
  void aRejectedRequestReservesNothing() {
    var share = budget.share("a");
    refusal(share, 101);
    share.reserve(100);
    budget.share("b").reserve(100);
    var other = budget.share("c");
    refusal(other, 51);
    other.reserve(50);
    share.close();
    other.close();
    assertThat(budget.used()).isEqualTo(100);
    assertThatCode(() -> budget.share("c").reserve(100)).doesNotThrowAnyException();
  }

  @Test
  void aShareIsReleasedOnce() {
    var share = budget.share("a");
    budget.share("a").reserve(10);
    share.reserve(90);
    share.close();
    share.close();
    assertThat(budget.used()).isEqualTo(10);
    refusal(budget.share("a"), 91);
  }

  @Test
  void aRejectionNamesTheExceededLimit() {
    refusal(budget.share("a"), 101);
    assertThat(refusal(budget.share("a"), 101))
        .hasMessage("your requests carry more than 100 bytes at a time");
    var waits = new BodyBudget(BodyBudget.Unit.WAITS, 2, 2);
    waits.share("a").reserve(2);
    assertThat(refusal(waits.share("b"), 1))
        .hasMessage("the requests of this node wait for more than 2 bodies at a time");
  }
}
