package tidings.log;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A small table of text that every node has whole: what one puts in, all are told, and again after
 * a restart. The last value of a key counts. Thread-safe.
 */
public interface SharedTable extends AutoCloseable {

  /**
   * Puts a value in the place of the key's last; returns when the table has it.
   *
   * @throws LogUnavailableException if it does not take it
   */
  void put(String key, String value);

  /**
   * Has a receiver told of each key and value, those that are there first. It may be told of one
   * more than once. To be called once.
   */
  void follow(BiConsumer<String, String> receiver);

  /** Why the receiver may not know all that is there; empty once it does. */
  Optional<String> trouble();

  @Override
  void close();
}
