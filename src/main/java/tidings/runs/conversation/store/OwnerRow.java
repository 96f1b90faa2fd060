package tidings.runs.conversation.store;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/**
 * A user who stores something, in the database. A transaction that adds a conversation or a
 * definition locks this row before any other: the counts of the owner then do not change until it
 * ends.
 */
@Entity(name = "Owner")
@Table(name = "owners")
class OwnerRow {

  @Id private String name;

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected OwnerRow() {}

  private OwnerRow(String name) {
    this.name = name;
  }

  /** Waits for other transactions that lock it. */
  static void lock(EntityManager entities, String owner) {
    if (entities.find(OwnerRow.class, owner, LockModeType.PESSIMISTIC_WRITE) == null) {
      entities.persist(new OwnerRow(owner));
      entities.flush(); // concurrent transactions collide here, and the later one starts over
    }
  }
}
