package tidings.runs.conversation.store;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import tidings.log.LogUnavailableException;
import tidings.log.SharedTable;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;
import tidings.runs.conversation.ConversationsUnavailableException;

/**
 * The revocations of a node whose log is in memory: stored in the database, so that they survive a
 * restart. Thread-safe.
 */
public final class RevocationTable implements SharedTable {

  private static final RetryPolicy RETRY = RetryPolicy.steady(Duration.ofSeconds(1));

  private final Database database;
  private final Predicate<String> isOver;
  private final CloseSignal closing = new CloseSignal();

  /** Ensures that no row that was read before a change is passed on after it. */
  private final ReentrantLock order = new ReentrantLock();

  private volatile BiConsumer<String, String> receiver = (_, _) -> {};
  private volatile boolean hasRead;

  /**
   * @param isOver whether a value has expired: it is deleted at the next start
   */
  public RevocationTable(Database database, Predicate<String> isOver) {
    this.database = database;
    this.isOver = isOver;
  }

  @Override
  public void put(String key, String value) {
    order.lock();
    try {
      database.transaction(entities -> entities.merge(new RevocationRow(key, value)));
      database.sync();
      receiver.accept(key, value);
    } catch (ConversationsUnavailableException e) {
      throw new LogUnavailableException("the database did not store the revocation", e);
    } finally {
      order.unlock();
    }
  }

  @Override
  public void follow(BiConsumer<String, String> follower) {
    receiver = follower;
    Thread.ofVirtual().name("tidings-revocations").start(this::readUntilRead);
  }

  private void readUntilRead() {
    var backOff = RETRY.backOff();
    do {
      hasRead = isRead();
    } while (!hasRead && closing.pause(backOff.next()));
  }

  private boolean isRead() {
    order.lock();
    try {
      for (var row : database.transaction(this::rows)) {
        receiver.accept(row.name, row.expiration);
      }
      return true;
    } catch (ConversationsUnavailableException e) {
      return false; // the database has logged it
    } finally {
      order.unlock();
    }
  }

  private List<RevocationRow> rows(EntityManager entities) {
    var rows =
        entities.createQuery("select r from Revocation r", RevocationRow.class).getResultList();
    rows.stream().filter(row -> isOver.test(row.expiration)).forEach(entities::remove);
    return rows.stream().filter(row -> !isOver.test(row.expiration)).toList();
  }

  @Override
  public Optional<String> error() {
    return hasRead
        ? Optional.empty()
        : Optional.of("the revocations have not been read from the database yet");
  }

  @Override
  public void close() {
    closing.close();
    receiver = (_, _) -> {};
  }
}
