/**
 * {@code /v1}: the API that any OpenAI client expects, and nothing else.
 *
 * <p>Receives its requests unchanged, hands them to the model as runs of their own. Invariant:
 * every answer has OpenAI's form, errors included.
 */
@NullMarked
package tidings.runs.openai;

import org.jspecify.annotations.NullMarked;
