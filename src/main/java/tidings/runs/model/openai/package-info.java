/**
 * The language model behind a Chat Completions endpoint.
 *
 * <p>Receives a request, hands on normalised chunks. Invariant: everything that a model sends is
 * bounded before it is kept.
 */
@NullMarked
package tidings.runs.model.openai;

import org.jspecify.annotations.NullMarked;
