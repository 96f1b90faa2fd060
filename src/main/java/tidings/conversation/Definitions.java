package tidings.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The graph definitions of all users, as they were saved: whether they make sense is said
 * elsewhere. Calls block, and may come from any thread at once.
 *
 * <p>All throw {@link ConversationsUnavailableException} if the database cannot be used.
 */
@Singleton
public class GraphDefinitions {

  private final Database database;
  private final Clock clock;

  @Inject
  public GraphDefinitions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Saves it under its name, in place of what was there.
   *
   * @throws IllegalArgumentException if the name is empty or longer than 200 characters
   */
  public GraphDefinition save(String owner, String name, ObjectNode definition) {
    requireName(name);
    return database.transaction(
        entities -> {
          var key = new GraphRow.Key(owner, name);
          var present = entities.find(GraphRow.class, key, LockModeType.PESSIMISTIC_WRITE);
          if (present != null) {
            present.define(definition, clock.instant());
            return present.read();
          }
          var row = new GraphRow(owner, name, definition, clock.instant());
          entities.persist(row);
          return row.read();
        });
  }

  private static void requireName(String name) {
    if (name.isBlank() || name.length() > GraphDefinition.MAX_NAME) {
      throw new IllegalArgumentException(
          "name: must have 1 to " + GraphDefinition.MAX_NAME + " characters");
    }
  }

  public Optional<GraphDefinition> find(String owner, String name) {
    return database.transaction(
        entities ->
            Optional.ofNullable(entities.find(GraphRow.class, new GraphRow.Key(owner, name)))
                .map(GraphRow::read));
  }

  /** All of an owner's, by name. */
  public List<GraphDefinition> list(String owner) {
    return database.transaction(
        entities ->
            entities
                .createQuery(
                    "select g from Graph g where g.owner = :owner order by g.name", GraphRow.class)
                .setParameter("owner", owner)
                .getResultStream()
                .map(GraphRow::read)
                .toList());
  }

  /**
   * @return whether there was one
   */
  public boolean delete(String owner, String name) {
    return database.transaction(
        entities -> {
          var row =
              entities.find(
                  GraphRow.class, new GraphRow.Key(owner, name), LockModeType.PESSIMISTIC_WRITE);
          if (row == null) {
            return false;
          }
          entities.remove(row);
          return true;
        });
  }
}
