package tidings.runs.conversation.store;

import jakarta.persistence.EntityManager;
import tidings.runs.conversation.Definition;

/**
 * The size of what an owner has stored, in the database. Within a transaction.
 *
 * @param count number of items
 * @param bytes total size of the items
 */
record StoredSize(long count, long bytes) {

  /** All conversations of an owner. */
  static StoredSize ofConversations(EntityManager entities, String owner) {
    return entities
        .createQuery(
            "select count(c), coalesce(sum(c.bytes), 0) from Conversation c where c.owner = :owner",
            Object[].class)
        .setParameter("owner", owner)
        .getResultStream()
        .map(StoredSize::of)
        .findFirst()
        .orElseThrow();
  }

  /** All definitions of an owner of one kind. */
  static StoredSize ofDefinitions(EntityManager entities, String owner, Definition.Kind kind) {
    return entities
        .createQuery(
            "select count(d), coalesce(sum(d.bytes), 0) from Definition d"
                + " where d.owner = :owner and d.kind = :kind",
            Object[].class)
        .setParameter("owner", owner)
        .setParameter("kind", kind)
        .getResultStream()
        .map(StoredSize::of)
        .findFirst()
        .orElseThrow();
  }

  /** All rounds of a conversation. */
  static long ofRounds(EntityManager entities, String conversation) {
    return entities
        .createQuery(
            "select coalesce(sum(r.bytes), 0) from Round r where r.conversation = :id",
            Number.class)
        .setParameter("id", conversation)
        .getSingleResult()
        .longValue();
  }

  private static StoredSize of(Object[] row) {
    return new StoredSize(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
  }
}
