package tidings.runs.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.platform.security.Caller;

/** A tool that a model may call. Thread-safe: the calls of one turn run in parallel. */
public interface Tool {

  /** 1–64 characters of {@code A–Z a–z 0–9 _ -}. */
  String name();

  /** For the model: the purpose of the tool, and when to call it. */
  String description();

  /** JSON Schema of its arguments, an object. */
  ObjectNode parameters();

  /**
   * Runs the tool on the calling thread; an interrupt stops it.
   *
   * @param arguments as the model wrote them; they need not match the schema
   * @param caller the user whose rights apply
   * @return text for the model
   * @throws ToolException if the call fails; its message is for the model, too
   */
  String call(ObjectNode arguments, Caller caller) throws InterruptedException;
}
