package tidings.runs.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.platform.security.Caller;

/** Something a model may call. Thread-safe: the calls of one turn run at once. */
public interface Tool {

  /** 1–64 characters of {@code A–Z a–z 0–9 _ -}. */
  String name();

  /** For the model: what it does, and when to call it. */
  String description();

  /** JSON Schema of its arguments, an object. */
  ObjectNode parameters();

  /**
   * Does it, on the calling thread, which an interrupt stops.
   *
   * @param arguments as the model wrote them; they need not fit the schema
   * @param caller for whom it is done
   * @return text for the model
   * @throws ToolException if it cannot be done; its message is for the model, too
   */
  String call(ObjectNode arguments, Caller caller) throws InterruptedException;
}
