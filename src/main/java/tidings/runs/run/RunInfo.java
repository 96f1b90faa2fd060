package tidings.runs.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a run that are known from its start.
 *
 * @param id {@code r-…}, random and unguessable
 * @param owner the user whose token started it: no other user sees it
 * @param conversation the conversation that stores it; null: none
 * @param model the requested model; of a graph, the graph's name
 * @param node the node that executes it
 */
public record RunInfo(
    String id,
    String owner,
    RunKind kind,
    @Nullable String conversation,
    String model,
    String node,
    Instant created) {}
