package tidings.runs.conversation.store;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.runs.conversation.Definition;

/** A definition in the database. */
@Entity(name = "Definition")
@Table(name = "definitions")
@IdClass(DefinitionRow.Key.class)
class DefinitionRow {

  @Id String owner;

  @Id
  @Enumerated(EnumType.STRING)
  Definition.Kind kind;

  @Id String name;
  private String definition;

  /** Its size, as limits count it. */
  int bytes;

  private OffsetDateTime created;
  private OffsetDateTime updated;

  /** The key of a definition. */
  static final class Key {
    String owner;
    Definition.Kind kind;
    String name;

    /** For the provider, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    public Key() {}

    Key(String owner, Definition.Kind kind, String name) {
      this.owner = owner;
      this.kind = kind;
      this.name = name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && key.owner.equals(owner)
          && key.kind == kind
          && key.name.equals(name);
    }

    @Override
    public int hashCode() {
      return Objects.hash(owner, kind, name);
    }
  }

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected DefinitionRow() {}

  DefinitionRow(Key key, String definition, int bytes, Instant now) {
    owner = key.owner;
    kind = key.kind;
    name = key.name;
    this.definition = definition;
    this.bytes = bytes;
    created = Instants.stored(now);
    updated = created;
  }

  void define(String as, int size, Instant now) {
    definition = as;
    bytes = size;
    updated = Instants.stored(now);
  }

  Definition read() {
    return new Definition(
        owner, kind, name, JsonColumn.read(definition), created.toInstant(), updated.toInstant());
  }
}
