/**
 * Runs.
 *
 * <p>Receives work that produces frames over time (a chat turn, an agent, a graph), and hands on
 * its frames to every watcher: at once or later, repeatedly, on any node. Invariant: a frame is in
 * the journal before any watcher is sent it, and a run's last frame is {@code [DONE]}, exactly
 * once.
 */
@NullMarked
package tidings.runs.run;

import org.jspecify.annotations.NullMarked;
