/**
 * The tools that are always there: calculator, current time, publish event.
 *
 * <p>Receives arguments of a tool call, hands on a result. Invariant: a tool acts with the rights
 * of the caller of its run.
 */
@NullMarked
package tidings.runs.tool.builtin;

import org.jspecify.annotations.NullMarked;
