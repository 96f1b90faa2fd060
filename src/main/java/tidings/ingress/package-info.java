/**
 * Events that come out of other systems.
 *
 * <p>A {@link tidings.ingress.Source} hands what it finds to {@link tidings.ingress.Ingestor},
 * which puts it into the log or among the dead letters. Invariant: a source forgets an input only
 * after one of the two has it. One package a technology, which know each other as little as HTTP
 * does.
 *
 * <p>What somebody publishes by himself, over HTTP or by a tool, goes by {@link
 * tidings.ingress.Publishing}.
 */
@NullMarked
package tidings.ingress;

import org.jspecify.annotations.NullMarked;
