package tidings.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A graph definition in the database. */
@Entity(name = "Graph")
@Table(name = "graphs")
@IdClass(GraphRow.Key.class)
class GraphRow {

  @Id String owner;
  @Id String name;
  private String definition;
  private OffsetDateTime created;
  private OffsetDateTime updated;

  /** Which graph. */
  static final class Key {
    String owner;
    String name;

    /** For the provider, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    public Key() {}

    Key(String owner, String name) {
      this.owner = owner;
      this.name = name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.owner.equals(owner) && key.name.equals(name);
    }

    @Override
    public int hashCode() {
      return Objects.hash(owner, name);
    }
  }

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected GraphRow() {}

  GraphRow(String owner, String name, ObjectNode definition, Instant now) {
    this.owner = owner;
    this.name = name;
    this.definition = JsonColumn.write(definition);
    created = Instants.stored(now);
    updated = created;
  }

  void define(ObjectNode as, Instant now) {
    definition = JsonColumn.write(as);
    updated = Instants.stored(now);
  }

  GraphDefinition read() {
    return new GraphDefinition(
        owner, name, JsonColumn.read(definition), created.toInstant(), updated.toInstant());
  }
}
