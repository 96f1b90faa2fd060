/**
 * Whom an outgoing TLS connection trusts.
 *
 * <p>Receives files of certificates, hands out what the JDK makes of them. Invariant: what is read
 * holds no secret.
 */
@NullMarked
package tidings.platform.tls;

import org.jspecify.annotations.NullMarked;
