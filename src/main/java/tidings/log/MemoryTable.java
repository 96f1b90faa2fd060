package tidings.log;

import jakarta.enterprise.inject.Vetoed;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The table of a single node; it ends with it. No bean by itself: which table there is, is wired.
 */
@Vetoed
public final class MemoryTable implements SharedTable {

  private volatile BiConsumer<String, String> receiver = (_, _) -> {};

  @Override
  public void put(String key, String value) {
    receiver.accept(key, value);
  }

  @Override
  public void follow(BiConsumer<String, String> follower) {
    receiver = follower;
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public void close() {
    receiver = (_, _) -> {};
  }
}
