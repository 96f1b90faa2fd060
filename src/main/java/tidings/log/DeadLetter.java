package tidings.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An input that could not be read, as it is kept.
 *
 * @param id opaque; the same on every node
 * @param at when it was found
 * @param input what it is
 * @param replayed when it was taken in after all; null if it has not been
 */
public record DeadLetter(String id, Instant at, RejectedInput input, @Nullable Instant replayed) {}
