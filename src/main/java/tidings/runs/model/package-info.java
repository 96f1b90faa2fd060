/**
 * The language-model port.
 *
 * <p>Receives a request in OpenAI's form of chat completions and hands on the model's chunks in one
 * form, whatever its server sends, as they arrive. Invariant: a call either ends as the model ends
 * it or throws; an answer that was cut never looks complete.
 */
@NullMarked
package tidings.runs.model;

import org.jspecify.annotations.NullMarked;
