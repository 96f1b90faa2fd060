/**
 * What models may call. Receives a name and arguments in JSON, and hands back text for the model.
 * Its invariant: a tool acts for the caller whose run it is, and may do nothing that he may not.
 */
@NullMarked
package tidings.runs.tool;

import org.jspecify.annotations.NullMarked;
