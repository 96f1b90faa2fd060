/**
 * Tools that models may call.
 *
 * <p>Receives a name and arguments in JSON, and hands on text for the model. Invariant: a tool acts
 * for the caller whose run it is, with that caller's rights only.
 */
@NullMarked
package tidings.runs.tool;

import org.jspecify.annotations.NullMarked;
