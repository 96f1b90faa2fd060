package tidings.runs.conversation.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.StorageLimits;
import tidings.platform.limits.TextSize;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.Definition;
import tidings.runs.conversation.Definition.Kind;

/**
 * The graphs and tools of all users, as they were saved; their content is checked elsewhere. Calls
 * block, and may come from several threads at once.
 *
 * <p>All throw {@link ConversationsUnavailableException} if the database is unavailable.
 */
@Singleton
public class Definitions {

  private final Database database;
  private final Clock clock;
  private final StorageLimits limits;

  /** Creates it without limits. */
  public Definitions(Database database, Clock clock) {
    this(database, clock, StorageLimits.NONE);
  }

  @Inject
  public Definitions(Database database, Clock clock, StorageLimits limits) {
    this.database = database;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Saves a definition under its name and replaces an existing one.
   *
   * @throws IllegalArgumentException if the name is empty or longer than 200 characters
   * @throws tidings.platform.limits.QuotaExceededException if it is too large, or the owner is at
   *     their limit
   */
  public Definition save(String owner, Kind kind, String name, ObjectNode definition) {
    return save(owner, kind, name, definition, true).orElseThrow();
  }

  /**
   * Saves a definition under its name, unless the owner has one of that name.
   *
   * @return empty if the owner has one
   * @throws IllegalArgumentException as {@link #save}
   * @throws tidings.platform.limits.QuotaExceededException as {@link #save}
   */
  public Optional<Definition> create(String owner, Kind kind, String name, ObjectNode definition) {
    return save(owner, kind, name, definition, false);
  }

  private Optional<Definition> save(
      String owner, Kind kind, String name, ObjectNode definition, boolean mayReplace) {
    requireName(name);
    var text = JsonColumn.write(definition);
    int bytes = Math.toIntExact(TextSize.utf8(text));
    limits(kind).requireSize(bytes);
    var key = new DefinitionRow.Key(owner, kind, name);
    return database.transaction(
        entities -> {
          OwnerRow.lock(entities, owner);
          var present = entities.find(DefinitionRow.class, key, LockModeType.PESSIMISTIC_WRITE);
          if (present != null && !mayReplace) {
            return Optional.empty();
          }
          admit(StoredSize.ofDefinitions(entities, owner, kind), kind, present, bytes);
          if (present != null) {
            present.define(text, bytes, clock.instant());
            return Optional.of(present.read());
          }
          var row = new DefinitionRow(key, text, bytes, clock.instant());
          entities.persist(row);
          return Optional.of(row.read());
        });
  }

  private void admit(StoredSize stored, Kind kind, @Nullable DefinitionRow present, int bytes) {
    if (present == null) {
      limits(kind).requireNew(stored.count(), stored.bytes(), bytes);
    } else {
      limits(kind).requireReplacement(stored.bytes(), present.bytes, bytes);
    }
  }

  private StorageLimits.Items limits(Kind kind) {
    return switch (kind) {
      case TOOL -> limits.tools();
      case GRAPH -> limits.graphs();
    };
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

  /** All definitions of an owner and kind, by name. */
  public List<Definition> list(String owner, Kind kind) {
    return list(owner, kind, definition -> definition);
  }

  /**
   * A part of each definition of an owner and kind, by name. Only one of them at a time is in
   * memory as a tree, which takes many times the space of its text.
   */
  public <T> List<T> list(String owner, Kind kind, Function<Definition, T> part) {
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
                .map(row -> part.apply(row.read()))
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
