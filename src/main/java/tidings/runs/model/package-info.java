/**
 * The language-model port. Receives a request in OpenAI's form of chat completions and hands on the
 * model's chunks in one form, whatever its server sends, as they come: what a client sends reaches
 * the model, and what the model says reaches the client. Its invariant: a call either comes to the
 * model's own end or throws; an answer that was cut never looks whole.
 */
@NullMarked
package tidings.runs.model;

import org.jspecify.annotations.NullMarked;
