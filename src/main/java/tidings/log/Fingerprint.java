package tidings.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import tidings.event.EventId;

/**
 * 128 bits of the SHA-256 of an event's source and id: the same on every node, and no producer can
 * make two identities share one.
 */
record Fingerprint(long high, long low) {

  static Fingerprint of(EventId id) {
    var source = id.source().getBytes(StandardCharsets.UTF_8);
    var digest = sha256();
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(source.length).flip());
    digest.update(source);
    var hash = ByteBuffer.wrap(digest.digest(id.id().getBytes(StandardCharsets.UTF_8)));
    return new Fingerprint(hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
