package tidings.platform.limits;

/**
 * Limits of the storage of each user. Sizes are bytes of JSON or text in UTF-8.
 *
 * @param tools tools of the user's own
 * @param graphs graphs
 * @param promptBytes one prompt: a user prompt, a system prompt, a requirement or an input text
 * @param conversations conversations of one user, including those in the bin
 * @param conversationBytes one conversation: no run starts in one that has reached it
 * @param conversationsBytes all conversations of one user: no run starts once they have reached it
 */
public record StorageLimits(
    Items tools,
    Items graphs,
    int promptBytes,
    int conversations,
    long conversationBytes,
    long conversationsBytes) {

  /** No limits, for programs that act without a user. */
  public static final StorageLimits NONE =
      new StorageLimits(
          Items.unlimited("tool", "tools"),
          Items.unlimited("graph", "graphs"),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  /**
   * @throws IllegalArgumentException if one is zero, so that nothing could be stored
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
   * @param field the request's field of the prompt
   * @throws QuotaExceededException if it is longer
   */
  public void requirePrompt(String field, String text) {
    if (isLongerThan(text, promptBytes)) {
      throw QuotaExceededException.tooLarge("prompt-bytes", promptBytes, field);
    }
  }

  /** Measures in UTF-8, without encoding a text far below the limit. */
  private static boolean isLongerThan(String text, int bytes) {
    return text.length() > bytes / 3 && TextSize.utf8(text) > bytes;
  }

  /**
   * Requires that the user may create another conversation.
   *
   * @param count number of the user's conversations
   * @param bytes their size
   * @throws QuotaExceededException if a limit is reached
   */
  public void requireNewConversation(long count, long bytes) {
    if (count >= conversations) {
      throw QuotaExceededException.full("conversations-per-user", conversations, "conversations");
    }
    requireConversations(bytes);
  }

  /**
   * Requires that the user may continue a conversation.
   *
   * @param ofIt size of that conversation
   * @param ofAll size of all conversations of the user
   * @throws QuotaExceededException if a limit is reached
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
   * Limits of definitions of one type.
   *
   * @param one the type in singular, as in keys and messages: {@code tool}
   * @param many in plural: {@code tools}
   * @param count maximum number of one user's definitions
   * @param bytes maximum size of one definition
   * @param totalBytes maximum size of all definitions of one user
   */
  public record Items(String one, String many, int count, int bytes, long totalBytes) {

    /**
     * @throws IllegalArgumentException if nothing could be stored, or no definition of the maximum
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
     * Requires that another definition may be stored.
     *
     * @param stored number of the user's definitions
     * @param storedBytes their size
     * @throws QuotaExceededException if a limit is reached
     */
    public void requireNew(long stored, long storedBytes, int size) {
      if (stored >= count) {
        throw QuotaExceededException.full(many + "-per-user", count, many);
      }
      requireTotal(storedBytes + size);
    }

    /**
     * Requires that a definition may replace another: always if it is not larger.
     *
     * @param storedBytes size of all, including the replaced one
     * @throws QuotaExceededException if a limit is reached
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
