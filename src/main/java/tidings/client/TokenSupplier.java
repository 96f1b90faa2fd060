package tidings.client;

/**
 * Supplies the bearer token of each request. Threads of the client call it, several at a time. It
 * needs a timeout of its own: the client waits for it.
 */
@FunctionalInterface
public interface TokenSupplier {

  /**
   * Returns a token.
   *
   * @param refresh whether the server refused the last token, or whether it expires soon: a cached
   *     token is then of no use
   * @throws Exception if there is no token; the client reports it, and retries like after a lost
   *     connection
   */
  String token(boolean refresh) throws Exception;
}
