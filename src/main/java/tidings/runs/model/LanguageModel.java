package tidings.runs.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import tidings.platform.security.Caller;

/** Something that completes chats. Thread-safe. */
public interface LanguageModel {

  /** Longest name of a model that may be asked for, in characters. */
  int MAX_NAME = 256;

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
   * Whether a request may name this model. What is not listed may be asked for unless the names are
   * configured.
   */
  default boolean offers(String name) {
    return true;
  }

  /** The same model, asked on behalf of a caller. */
  default LanguageModel onBehalfOf(Caller caller) {
    return this;
  }

  /**
   * Completes a chat, on the calling thread, which an interrupt stops together with the call.
   *
   * @param request a body of {@code POST /v1/chat/completions}; is not changed
   * @param chunks is given each chunk, the one with the usage among them
   * @throws ModelException if the model refuses, fails, falls silent, or is cut off
   */
  void stream(ObjectNode request, Chunks chunks) throws InterruptedException;
}
