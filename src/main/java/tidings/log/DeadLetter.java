package tidings.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rejected input, as it is stored.
 *
 * @param id opaque; the same on every node
 * @param at time of the rejection
 * @param input the rejected input
 * @param replayed time at which it was ingested after all; null if it was not
 */
public record DeadLetter(String id, Instant at, RejectedInput input, @Nullable Instant replayed) {}
