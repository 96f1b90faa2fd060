package tidings.runs.conversation.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A revocation in the database. */
@Entity(name = "Revocation")
@Table(name = "revocations")
class RevocationRow {

  @Id String name;

  /** RFC 3339, as text: it may be later than the latest time of a database. */
  String expiration;

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected RevocationRow() {}

  RevocationRow(String name, String expiration) {
    this.name = name;
    this.expiration = expiration;
  }
}
