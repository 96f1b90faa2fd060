package tidings.platform.limits;

/**
 * Limits of what each user stores. Sizes are bytes of JSON or text in UTF-8.
 *
 * @param tools tools of the user's own
 * @param graphs graphs
 * @param promptBytes one prompt: a user prompt, a system prompt, a requirement or an input text
 * @param conversations conversations of one user, those in the bin included
 * @param conversationBytes one conversation: no run begins in one that has reached it
 * @param conversationsBytes all conversations of one user: no run begins once they have reached it
 */
public record StorageLimits(
    Items tools,
    Items graphs,
    int promptBytes,
    int conversations,
    long conversationBytes,
    long conversationsBytes) {

  /** No limits, for a program that stores on its own account. */
  public static final StorageLimits NONE =
      new StorageLimits(
          Items.unlimited("tool", "tools"),
          Items.unlimited("graph", "graphs"),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  /**
   * @throws IllegalArgumentException if one is zero, with which nothing could be stored
   */
  public StorageLimits {
    require("prompt-bytes", promptBytes);
    require("conversations-per-user", conversations);
    require("conversation-bytes", conversationBytes);
    require("conversations-bytes-per-user", conversationsBytes);
  }

  private static void require(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "tidings.limits.%s must be at least 1, but is %d".formatted(key, value));
    }
  }

  /**
   * Requires that a prompt is no longer than allowed.
   *
   * @param field of the request that has it
   * @throws QuotaExceededException if it is longer
   */
  public void requirePrompt(String field, String text) {
    if (isLongerThan(text, promptBytes)) {
      throw QuotaExceededException.tooLarge("prompt-bytes", promptBytes, field);
    }
  }

  /** In UTF-8, without encoding what is far below the limit. */
  private static boolean isLongerThan(String text, int bytes) {
    return text.length() > bytes / 3 && TextSize.utf8(text) > bytes;
  }

  /**
   * Requires that the user may have one conversation more.
   *
   * @param count conversations that the user has
   * @param bytes the size of these
   * @throws QuotaExceededException if the user may not
   */
  public void requireNewConversation(long count, long bytes) {
    if (count >= conversations) {
      throw QuotaExceededException.full("conversations-per-user", conversations, "conversations");
    }
    requireConversations(bytes);
  }

  /**
   * Requires that the user may go on in a conversation.
   *
   * @param ofIt the size of that conversation
   * @param ofAll the size of all conversations of the user
   * @throws QuotaExceededException if the user may not
   */
  public void requireMore(long ofIt, long ofAll) {
    if (ofIt >= conversationBytes) {
      throw QuotaExceededException.full(
          "conversation-bytes",
          conversationBytes,
          "bytes in this conversation; compact it or begin another one");
    }
    requireConversations(ofAll);
  }

  private void requireConversations(long bytes) {
    if (bytes >= conversationsBytes) {
      throw QuotaExceededException.full(
          "conversations-bytes-per-user", conversationsBytes, "bytes in all your conversations");
    }
  }

  /**
   * Limits of definitions of one kind.
   *
   * @param one the kind in singular, as in keys and messages: {@code tool}
   * @param many in plural: {@code tools}
   * @param count definitions of one user
   * @param bytes size of one definition
   * @param totalBytes size of all definitions of one user
   */
  public record Items(String one, String many, int count, int bytes, long totalBytes) {

    /**
     * @throws IllegalArgumentException if nothing could be stored, or no definition of the largest
     *     size
     */
    public Items {
      require(many + "-per-user", count);
      require(one + "-bytes", bytes);
      if (totalBytes < bytes) {
        throw new IllegalArgumentException(
            "tidings.limits.%s-bytes-per-user must be at least tidings.limits.%s-bytes, but they are %d and %d"
                .formatted(many, one, totalBytes, bytes));
      }
    }

    static Items unlimited(String one, String many) {
      return new Items(one, many, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * @throws QuotaExceededException if one definition is larger than allowed
     */
    public void requireSize(int size) {
      if (size > bytes) {
        throw QuotaExceededException.tooLarge(one + "-bytes", bytes, "the " + one);
      }
    }

    /**
     * Requires that one definition more may be stored.
     *
     * @param stored definitions that the user has
     * @param storedBytes the size of these
     * @throws QuotaExceededException if there is no room for it
     */
    public void requireNew(long stored, long storedBytes, int size) {
      if (stored >= count) {
        throw QuotaExceededException.full(many + "-per-user", count, many);
      }
      requireTotal(storedBytes + size);
    }

    /**
     * Requires that a definition may take the place of another: always if it is not larger.
     *
     * @param storedBytes the size of all, the one that is replaced included
     * @throws QuotaExceededException if there is no room for it
     */
    public void requireReplacement(long storedBytes, int replaced, int size) {
      if (size > replaced) {
        requireTotal(storedBytes - replaced + size);
      }
    }

    private void requireTotal(long total) {
      if (total > totalBytes) {
        throw QuotaExceededException.full(
            many + "-bytes-per-user", totalBytes, "bytes in all your " + many);
      }
    }
  }
}
