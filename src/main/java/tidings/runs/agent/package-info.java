/**
 * Agents. Receives a requirement and works on it with a model and tools until it is met, and hands
 * on whether it is, or what is missing. Its invariant: what it saves has been checked, and what was
 * not accepted is never called complete.
 */
@NullMarked
package tidings.runs.agent;

import org.jspecify.annotations.NullMarked;
