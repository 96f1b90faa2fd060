/**
 * The Jakarta REST applications, and the mapping from exceptions to answers.
 *
 * <p>Receives exceptions of every package, answers with {@code application/problem+json} or
 * OpenAI's error object. Invariant: no answer shows a stack trace.
 */
@NullMarked
package tidings.app.endpoint;

import org.jspecify.annotations.NullMarked;
