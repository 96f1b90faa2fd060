/**
 * Receives work that produces frames over time (a chat turn, an agent, a graph), and hands it on,
 * frame by frame, to whoever watches: now, later, again, on any node. Its invariant: a frame is in
 * the journal before anybody is sent it, and a run's last frame is {@code [DONE]}, exactly once.
 */
@NullMarked
package tidings.runs.run;

import org.jspecify.annotations.NullMarked;
