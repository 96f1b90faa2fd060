/**
 * Trust of outgoing TLS connections.
 *
 * <p>Receives files of certificates, hands out the JDK's objects for them. Invariant: the files
 * hold no secret.
 */
@NullMarked
package tidings.platform.tls;

import org.jspecify.annotations.NullMarked;
