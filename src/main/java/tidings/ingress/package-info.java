/**
 * Events from other systems.
 *
 * <p>A {@link tidings.ingress.Source} hands its inputs to {@link tidings.ingress.Ingestor}, which
 * puts each into the log or among the dead letters. Invariant: a source removes an input only after
 * one of the two has it. Each technology has one package, which knows neither the others nor HTTP.
 *
 * <p>Events that a caller publishes, over HTTP or by a tool, pass {@link
 * tidings.ingress.Publishing}.
 */
@NullMarked
package tidings.ingress;

import org.jspecify.annotations.NullMarked;
