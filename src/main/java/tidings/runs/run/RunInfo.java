package tidings.runs.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run from its start.
 *
 * @param id {@code r-…}, random and unguessable
 * @param owner the user whose token started it: nobody else sees it
 * @param conversation where it is kept; null if nowhere
 * @param model what it asked for; of a graph, the graph's name
 * @param node the node on which it runs
 */
public record RunInfo(
    String id,
    String owner,
    RunKind kind,
    @Nullable String conversation,
    String model,
    String node,
    Instant created) {}
