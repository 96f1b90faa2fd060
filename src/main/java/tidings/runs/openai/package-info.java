/**
 * {@code /v1}: what any OpenAI client expects, and nothing else. Receives its requests as they are,
 * hands them to the model as runs of their own, and answers in OpenAI's form, errors included.
 */
@NullMarked
package tidings.runs.openai;

import org.jspecify.annotations.NullMarked;
