/**
 * Agents.
 *
 * <p>Receives a requirement and works on it with a model and tools until it is met; hands on the
 * result, or what is missing. Invariant: every saved definition has been checked, and nothing that
 * was rejected is reported as complete.
 */
@NullMarked
package tidings.runs.agent;

import org.jspecify.annotations.NullMarked;
