package tidings.log.duplicates;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import tidings.event.EventId;

/**
 * 128 bits of the SHA-256 of an event's publisher, source and id. It is the same on every node, and
 * no producer can make two identities share one.
 */
public record Fingerprint(long high, long low) {

  public static Fingerprint of(EventId id) {
    var digest = sha256();
    update(digest, id.publisher().text());
    update(digest, id.source());
    var hash = ByteBuffer.wrap(digest.digest(id.id().getBytes(StandardCharsets.UTF_8)));
    return new Fingerprint(hash.getLong(), hash.getLong());
  }

  /** Its length comes first, so that two texts cannot be confused with one. */
  private static void update(MessageDigest digest, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK supports SHA-256", e);
    }
  }
}
