package tidings.log;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rejected inputs, stored for operators. Thread-safe; reads and writes may block on the storage.
 */
public interface DeadLetters {

  /** Maximum number of letters of a {@link Page}. */
  int MAX_PAGE = 200;

  /**
   * Some of the letters, newest first.
   *
   * @param more whether older letters are retained
   */
  record Page(List<DeadLetter> letters, boolean more) {
    public Page {
      letters = List.copyOf(letters);
    }
  }

  /**
   * Stores an input. An input that is too large is stored without its headers and payload.
   *
   * @throws LogUnavailableException if it cannot be stored now
   */
  void deadLetter(RejectedInput input);

  /**
   * The newest of the retained letters.
   *
   * @param limit maximum number of letters, up to {@link #MAX_PAGE}
   * @param before an id: only letters older than it, none if the id is invalid; null for all
   * @throws LogUnavailableException if they cannot be read now
   */
  Page newest(int limit, @Nullable String before);

  /**
   * The letter with this id, if it exists.
   *
   * @throws LogUnavailableException if they cannot be read now
   */
  Optional<DeadLetter> find(String id);

  /**
   * Records that a letter was ingested after all. The letter is kept.
   *
   * @throws LogUnavailableException if this cannot be recorded now
   */
  void replayed(DeadLetter letter);

  /** Number of dead letters that this node has written since its start. */
  long count();

  /**
   * Number of those dead letters that came from one type of source.
   *
   * @param kind the text before the colon in a source's name, such as {@code kafka}
   */
  long count(String kind);
}
