/**
 * What those who use Redis share: where it is, and how it is spoken to.
 *
 * <p>Receives the configuration, hands out that of a client. Invariant: who opens one has a pool of
 * connections of its own, so that neither waits for the other's.
 */
@NullMarked
package tidings.platform.redis;

import org.jspecify.annotations.NullMarked;
