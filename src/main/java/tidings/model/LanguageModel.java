package tidings.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Something that completes chats. Thread-safe. */
public interface LanguageModel {

  /**
   * Takes chunks as they come, in OpenAI's own form whatever the server sends: each choice begins
   * with its role; tool calls are counted from 0, with id, type and name in their first piece
   * alone; content and arguments are text; finish reasons, and then the usage, come last and once.
   */
  @FunctionalInterface
  interface Chunks {
    /**
     * @param chunk a {@code chat.completion.chunk}
     */
    void take(ObjectNode chunk);
  }

  /**
   * Ids of the models, of which a request names one.
   *
   * @throws ModelException if they cannot be found out
   */
  List<String> names() throws InterruptedException;

  /**
   * Completes a chat, on the calling thread, which an interrupt stops together with the call.
   *
   * @param request a body of {@code POST /v1/chat/completions}; is not changed
   * @param chunks is given each chunk, the one with the usage among them
   * @throws ModelException if the model refuses, fails, falls silent, or is cut off
   */
  void stream(ObjectNode request, Chunks chunks) throws InterruptedException;
}
