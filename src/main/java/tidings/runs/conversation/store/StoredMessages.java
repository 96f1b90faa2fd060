package tidings.runs.conversation.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tidings.runs.conversation.Round;

/** The rounds and messages of one conversation in the database. Within a transaction. */
final class StoredMessages {

  private StoredMessages() {}

  /** All rounds with their messages, the oldest first. */
  static List<Round> read(EntityManager entities, String id) {
    Map<Integer, List<MessageRow>> messages =
        entities
            .createQuery(
                "select m from Message m where m.conversation = :id order by m.round, m.position",
                MessageRow.class)
            .setParameter("id", id)
            .getResultStream()
            .collect(Collectors.groupingBy(message -> message.round));
    return entities
        .createQuery(
            "select r from Round r where r.conversation = :id order by r.number", RoundRow.class)
        .setParameter("id", id)
        .getResultStream()
        .map(row -> row.read(messages.getOrDefault(row.number, List.of())))
        .toList();
  }

  static List<MessageRow> messages(EntityManager entities, RoundRow of) {
    return entities
        .createQuery(
            "select m from Message m where m.conversation = :id and m.round = :round"
                + " order by m.position",
            MessageRow.class)
        .setParameter("id", of.conversation)
        .setParameter("round", of.number)
        .getResultList();
  }

  /**
   * Writes the differences to the stored messages; the rest stays untouched. Measures the round.
   */
  static List<MessageRow> write(
      EntityManager entities, RoundRow round, List<MessageRow> present, List<ObjectNode> wanted) {
    var rows = new ArrayList<MessageRow>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      if (i < present.size()) {
        present.get(i).write(wanted.get(i));
        rows.add(present.get(i));
      } else {
        var row = new MessageRow(round, i, wanted.get(i));
        entities.persist(row);
        rows.add(row);
      }
    }
    present.stream().skip(wanted.size()).forEach(entities::remove);
    round.measure(rows);
    return rows;
  }

  /**
   * Locks the rounds like the one that {@link Conversations#save} changes: a concurrent save has
   * ended, or waits and then does not find them.
   */
  static List<RoundRow> locked(EntityManager entities, String id, int upToRound) {
    return entities
        .createQuery(
            "select r from Round r where r.conversation = :id and r.number <= :upTo"
                + " order by r.number",
            RoundRow.class)
        .setParameter("id", id)
        .setParameter("upTo", upToRound)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /** Deletes locked rounds, from the first on. */
  static void delete(EntityManager entities, String id, List<RoundRow> rounds) {
    if (rounds.isEmpty()) {
      return;
    }
    entities
        .createQuery("delete from Message m where m.conversation = :id and m.round <= :upTo")
        .setParameter("id", id)
        .setParameter("upTo", rounds.getLast().number)
        .executeUpdate();
    rounds.forEach(entities::remove);
  }
}
