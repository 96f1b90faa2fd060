/**
 * Runs over HTTP: start, watch, poll, cancel.
 *
 * <p>Receives requests, answers with a stream of frames, a poll or one whole answer. Invariant: a
 * watcher never delays a run.
 */
@NullMarked
package tidings.runs.run.endpoint;

import org.jspecify.annotations.NullMarked;
