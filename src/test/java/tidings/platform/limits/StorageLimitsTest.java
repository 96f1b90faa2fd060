package tidings.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageLimitsTest {

  private static final StorageLimits.Items TOOLS =
      new StorageLimits.Items("tool", "tools", 3, 100, 200);
  private static final StorageLimits LIMITS =
      new StorageLimits(
          TOOLS, new StorageLimits.Items("graph", "graphs", 1, 1, 1), 10, 5, 1000, 3000);

  private static QuotaExceededException refusal(ThrowingCallable call, String limit, long value) {
    var refusal = catchThrowableOfType(QuotaExceededException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.limit()).isEqualTo(limit);
    assertThat(refusal.value()).isEqualTo(value);
    assertThat(refusal).hasMessageContaining("tidings.limits." + limit);
    return refusal;
  }

  @Test
  void definitionMayHaveItsLargestSizeAndNotOneByteMore() {
    TOOLS.requireSize(100);
    assertThat(refusal(() -> TOOLS.requireSize(101), "tool-bytes", 100).isTooLarge()).isTrue();
  }

  @Test
  void lastDefinitionIsAdmittedAndOneMoreIsNot() {
    TOOLS.requireNew(2, 0, 1);
    var refusal = refusal(() -> TOOLS.requireNew(3, 0, 1), "tools-per-user", 3);
    assertThat(refusal.isTooLarge()).isFalse();
  }

  @Test
  void definitionsMayReachTheLimitAndNotOneByteMore() {
    TOOLS.requireNew(1, 150, 50);
    refusal(() -> TOOLS.requireNew(1, 150, 51), "tools-bytes-per-user", 200);
  }

  @Test
  void replacementCountsOnlyByItsGrowth() {
    TOOLS.requireReplacement(200, 50, 50);
    TOOLS.requireReplacement(180, 50, 70);
    refusal(() -> TOOLS.requireReplacement(180, 50, 71), "tools-bytes-per-user", 200);
  }

  /**
   * For example after the limits were lowered: an existing definition can still be made smaller.
   */
  @Test
  void replacementThatIsNotLargerIsAdmittedOverTheLimit() {
    assertThatCode(() -> TOOLS.requireReplacement(500, 90, 90)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"aaaaaaaaaa", "äääää", "€€€a", "😀😀ä"})
  void promptIsMeasuredInUtf8(String tenBytes) {
    LIMITS.requirePrompt("user_prompt", tenBytes);
    var refusal =
        refusal(() -> LIMITS.requirePrompt("user_prompt", tenBytes + "a"), "prompt-bytes", 10);
    assertThat(refusal).hasMessageStartingWith("user_prompt ");
    assertThat(refusal.isTooLarge()).isTrue();
  }

  @Test
  void conversationIsRejectedOnceTheLimitOfTheirNumberOrSizeIsReached() {
    LIMITS.requireNewConversation(4, 2999);
    refusal(() -> LIMITS.requireNewConversation(5, 0), "conversations-per-user", 5);
    refusal(() -> LIMITS.requireNewConversation(4, 3000), "conversations-bytes-per-user", 3000);
  }

  @Test
  void fullConversationAcceptsNoMore() {
    LIMITS.requireMore(999, 2999);
    refusal(() -> LIMITS.requireMore(1000, 1000), "conversation-bytes", 1000);
    refusal(() -> LIMITS.requireMore(1, 3000), "conversations-bytes-per-user", 3000);
  }

  @Test
  void limitsWithWhichNothingCouldBeStoredAreRejectedWithTheirKeys() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StorageLimits(TOOLS, TOOLS, 0, 1, 1, 1))
        .withMessage("tidings.limits.prompt-bytes must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StorageLimits.Items("tool", "tools", 0, 1, 1))
        .withMessageStartingWith("tidings.limits.tools-per-user ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StorageLimits.Items("tool", "tools", 1, 10, 9))
        .withMessage(
            "tidings.limits.tools-bytes-per-user must be at least tidings.limits.tool-bytes,"
                + " but they are 9 and 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestRateSettings(0))
        .withMessage("tidings.limits.request-rate must be at least 1, but is 0");
  }
}
