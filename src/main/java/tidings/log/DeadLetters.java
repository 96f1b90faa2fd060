package tidings.log;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Inputs that could not be read, kept for whoever looks after them. Thread-safe; what reads or
 * writes may wait for where they are kept.
 */
public interface DeadLetters {

  /** Most letters of a {@link Page}. */
  int MAX_PAGE = 200;

  /**
   * Some of the letters, newest first.
   *
   * @param more whether there are older ones at hand
   */
  record Page(List<DeadLetter> letters, boolean more) {
    public Page {
      letters = List.copyOf(letters);
    }
  }

  /**
   * Keeps an input; one that is too large to be kept whole, without its headers and payload.
   *
   * @throws LogUnavailableException if it cannot be kept now
   */
  void bury(RejectedInput input);

  /**
   * The newest, of those that are at hand.
   *
   * @param limit at most so many, up to {@link #MAX_PAGE}
   * @param before only older ones than the letter of this id, none if it is no id; null for all
   * @throws LogUnavailableException if they cannot be read now
   */
  Page newest(int limit, @Nullable String before);

  /**
   * The letter of an id, if there is one.
   *
   * @throws LogUnavailableException if they cannot be read now
   */
  Optional<DeadLetter> find(String id);

  /**
   * Notes that a letter was taken in after all. It is kept.
   *
   * @throws LogUnavailableException if that cannot be noted now
   */
  void replayed(DeadLetter letter);

  /** How many this node has buried since its start. */
  long count();

  /**
   * How many of them came from sources of this kind.
   *
   * @param kind what stands before the colon in a source's name, such as {@code kafka}
   */
  long count(String kind);
}
