package tidings.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The common properties of a queued event and the newer one that replaces it: the {@code conflate}
 * attribute, the type, the whole audience and the publisher. So only an event of the same publisher
 * that reaches the same connections replaces another. The hash is computed once: every connection
 * that an event goes to looks it up in its queue.
 */
public final class ConflationKey {

  private final String key;
  private final String type;
  private final Audience audience;
  private final PublisherId publisher;
  private final int hash;

  private ConflationKey(Event event, String key) {
    this.key = key;
    type = event.type();
    audience = event.audience();
    publisher = event.id().publisher();
    hash = Objects.hash(key, type, audience, publisher);
  }

  /** Null if the event has no {@code conflate} attribute, and so replaces no other. */
  public static @Nullable ConflationKey of(Event event) {
    var key = event.conflate();
    return key == null ? null : new ConflationKey(event, key);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConflationKey one
        && hash == one.hash
        && key.equals(one.key)
        && type.equals(one.type)
        && audience.equals(one.audience)
        && publisher.equals(one.publisher);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
