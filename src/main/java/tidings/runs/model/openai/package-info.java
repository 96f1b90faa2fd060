/**
 * The language model behind a Chat Completions endpoint.
 *
 * <p>Receives a request, hands on normalised chunks. Invariant: everything that a model sends is
 * checked against limits before it is stored.
 */
@NullMarked
package tidings.runs.model.openai;

import org.jspecify.annotations.NullMarked;
