/**
 * The client as a bean: Jakarta CDI and MicroProfile Config.
 *
 * <p>Invariant: no other package of the client needs Jakarta EE or MicroProfile.
 */
@NullMarked
package tidings.client.cdi;

import org.jspecify.annotations.NullMarked;
