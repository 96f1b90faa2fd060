package tidings.runs.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import tidings.platform.security.Caller;

/** A model that completes chats. Thread-safe. */
public interface LanguageModel {

  /** Maximum length of a model's name, in characters. */
  int MAX_NAME = 256;

  /**
   * Receives chunks as they arrive, in OpenAI's own form whatever the server sends. Each choice
   * begins with its role. Tool calls are counted from 0, with id, type and name in their first
   * piece alone. Content and arguments are text. Finish reasons, and then the usage, come last and
   * once.
   */
  @FunctionalInterface
  interface Chunks {
    /**
     * @param chunk a {@code chat.completion.chunk}
     */
    void accept(ObjectNode chunk);
  }

  /**
   * Ids of the models, of which a request names one.
   *
   * @throws ModelException if they cannot be determined
   */
  List<String> names() throws InterruptedException;

  /**
   * Whether a request may name this model. Unlisted models are allowed unless the names are
   * configured.
   */
  default boolean offers(String name) {
    return true;
  }

  /** The same model, called on behalf of a caller. */
  default LanguageModel onBehalfOf(Caller caller) {
    return this;
  }

  /**
   * Completes a chat, on the calling thread; an interrupt stops it together with the call.
   *
   * @param request a body of {@code POST /v1/chat/completions}; is not changed
   * @param chunks receives each chunk, including the one with the usage
   * @throws ModelException if the model refuses, fails, times out, or is cut off
   */
  void stream(ObjectNode request, Chunks chunks) throws InterruptedException;
}
