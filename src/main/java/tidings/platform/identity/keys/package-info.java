/**
 * Public keys of issuers: fixed keys, files, and key sets that are read regularly.
 *
 * <p>Receives a key id, hands on the keys that may have signed. Invariant: a key set that cannot be
 * read leaves the last one in use until its maximum age.
 */
@NullMarked
package tidings.platform.identity.keys;

import org.jspecify.annotations.NullMarked;
