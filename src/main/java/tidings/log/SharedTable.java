package tidings.log;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A small table of text that every node holds completely. A value that one node puts reaches all
 * nodes, and again after a restart. The last value of a key wins. Thread-safe.
 */
public interface SharedTable extends AutoCloseable {

  /**
   * Replaces the value of a key; returns when the table has stored it.
   *
   * @throws LogUnavailableException if the table cannot store it
   */
  void put(String key, String value);

  /**
   * Passes each key and value to a receiver, existing ones first. A value may be passed more than
   * once. Call it once.
   */
  void follow(BiConsumer<String, String> receiver);

  /** The reason why the receiver may not have every value; empty once it has. */
  Optional<String> error();

  @Override
  void close();
}
