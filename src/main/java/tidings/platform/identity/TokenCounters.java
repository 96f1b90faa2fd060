package tidings.platform.identity;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import tidings.platform.security.TokenCheck;

/** Counts the results of token checks. Thread-safe. */
@Singleton
public class TokenCounters {

  private final Map<TokenCheck, LongAdder> rejected = new EnumMap<>(TokenCheck.class);
  private final LongAdder verified = new LongAdder();
  private final LongAdder reused = new LongAdder();
  private final LongAdder unverifiable = new LongAdder();
  private final LongAdder groupsOmitted = new LongAdder();

  public TokenCounters() {
    for (var check : TokenCheck.values()) {
      rejected.put(check, new LongAdder());
    }
  }

  /** Tokens that failed this check. */
  public long rejected(TokenCheck check) {
    return adder(check).sum();
  }

  /** Tokens whose signature was verified. */
  public long verified() {
    return verified.sum();
  }

  /** Tokens that were in the cache, so that their signature was not verified again. */
  public long reused() {
    return reused.sum();
  }

  /** Tokens that could not be verified because the issuer's keys could not be read. */
  public long unverifiable() {
    return unverifiable.sum();
  }

  /** Verified tokens that refer to their groups instead of having them. */
  public long groupsOmitted() {
    return groupsOmitted.sum();
  }

  void countRejected(TokenCheck check) {
    adder(check).increment();
  }

  void countVerified() {
    verified.increment();
  }

  void countReused() {
    reused.increment();
  }

  void countUnverifiable() {
    unverifiable.increment();
  }

  void countGroupsOmitted() {
    groupsOmitted.increment();
  }

  private LongAdder adder(TokenCheck check) {
    return rejected.computeIfAbsent(check, _ -> new LongAdder());
  }
}
