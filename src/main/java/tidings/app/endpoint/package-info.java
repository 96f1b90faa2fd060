/**
 * The Jakarta REST applications and how an exception becomes an answer.
 *
 * <p>Receives exceptions of every package, answers with {@code application/problem+json} or
 * OpenAI's error object. Invariant: no answer shows a stack trace.
 */
@NullMarked
package tidings.app.endpoint;

import org.jspecify.annotations.NullMarked;
