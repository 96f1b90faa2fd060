package tidings.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tidings.conversation.Definition.Kind;

/**
 * The graphs and tools of all users, as they were saved: whether they make sense is said elsewhere.
 * Calls block, and may come from any thread at once.
 *
 * <p>All throw {@link ConversationsUnavailableException} if the database cannot be used.
 */
@Singleton
public class Definitions {

  private final Database database;
  private final Clock clock;

  @Inject
  public Definitions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Saves it under its name, in place of what was there.
   *
   * @throws IllegalArgumentException if the name is empty or longer than 200 characters
   */
  public Definition save(String owner, Kind kind, String name, ObjectNode definition) {
    requireName(name);
    var key = new DefinitionRow.Key(owner, kind, name);
    return database.transaction(
        entities -> {
          var present = entities.find(DefinitionRow.class, key, LockModeType.PESSIMISTIC_WRITE);
          if (present != null) {
            present.define(definition, clock.instant());
            return present.read();
          }
          var row = new DefinitionRow(key, definition, clock.instant());
          entities.persist(row);
          return row.read();
        });
  }

  private static void requireName(String name) {
    if (name.isBlank() || name.length() > Definition.MAX_NAME) {
      throw new IllegalArgumentException(
          "name: must have 1 to " + Definition.MAX_NAME + " characters");
    }
  }

  public Optional<Definition> find(String owner, Kind kind, String name) {
    var key = new DefinitionRow.Key(owner, kind, name);
    return database.transaction(
        entities ->
            Optional.ofNullable(entities.find(DefinitionRow.class, key)).map(DefinitionRow::read));
  }

  /** All of an owner's of this kind, by name. */
  public List<Definition> list(String owner, Kind kind) {
    return database.transaction(
        entities ->
            entities
                .createQuery(
                    "select d from Definition d where d.owner = :owner and d.kind = :kind order by"
                        + " d.name",
                    DefinitionRow.class)
                .setParameter("owner", owner)
                .setParameter("kind", kind)
                .getResultStream()
                .map(DefinitionRow::read)
                .toList());
  }

  /**
   * @return whether there was one
   */
  public boolean delete(String owner, Kind kind, String name) {
    var key = new DefinitionRow.Key(owner, kind, name);
    return database.transaction(
        entities -> {
          var row = entities.find(DefinitionRow.class, key, LockModeType.PESSIMISTIC_WRITE);
          if (row == null) {
            return false;
          }
          entities.remove(row);
          return true;
        });
  }
}
