package tidings.platform.limits;

/** Allowances of callers that all nodes share. Thread-safe. */
public interface SharedAllowances {

  /** Of a node that shares nothing: the node's own limits apply alone. */
  SharedAllowances NONE = (_, _, _, wanted, _) -> new Taken(wanted, 0);

  /**
   * The answer to a request.
   *
   * @param count what was taken, between the least and the wanted number; 0 if that is not left
   * @param waitNanos time until the least number is left, if nothing was taken
   */
  record Taken(int count, long waitNanos) {}

  /**
   * Takes from the allowance of a caller.
   *
   * @param what is limited
   * @param caller whose allowance it is
   * @param least smallest useful number
   * @param wanted largest useful number
   * @param perSecond the allowance of a second, which is also the largest that accumulates
   */
  Taken take(String what, String caller, int least, int wanted, int perSecond);
}
