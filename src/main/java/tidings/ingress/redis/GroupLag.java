package tidings.ingress.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamGroupInfo;
import redis.clients.jedis.resps.StreamInfo;

/**
 * The state of a group in its stream, from {@code XINFO}.
 *
 * @param pending number of entries that any consumer has read and none has acknowledged
 * @param unread number of entries that no consumer has read; an upper limit if Redis does not count
 *     them (before version 7)
 * @param trimmed number of entries that were trimmed from the stream unread. Redis counts added and
 *     read entries from version 7 on; before that, the only known case is that the newest entry is
 *     gone, which is 1 here
 * @param lastId the id up to which nothing is left to read
 * @param readThen number of entries that are read or gone at that id; null if Redis does not count
 *     them
 */
record GroupLag(
    long pending, long unread, long trimmed, StreamEntryID lastId, @Nullable Long readThen) {

  /** Number of entries still to take. */
  long waiting() {
    return pending + unread;
  }

  static GroupLag of(StreamGroupInfo group, StreamInfo stream) {
    var added = number(stream.getStreamInfo().get("entries-added"));
    var read = number(group.getGroupInfo().get("entries-read"));
    var first = stream.getFirstEntry();
    var last = stream.getLastGeneratedId();
    var delivered = group.getLastDeliveredId();
    boolean empty = first == null || stream.getLength() == 0;
    boolean nothingBehind = empty || first.getID().compareTo(delivered) > 0;
    var lastId = empty ? last : delivered;
    long trimmed = 0;
    if (nothingBehind && added != null && read != null) {
      trimmed = Math.max(0, added - read - stream.getLength());
    } else if (empty && last.compareTo(delivered) > 0) {
      trimmed = 1;
    }
    var lag = number(group.getGroupInfo().get("lag"));
    long unread = last.compareTo(delivered) <= 0 ? 0 : lag == null ? stream.getLength() : lag;
    return new GroupLag(
        group.getPending(),
        unread,
        trimmed,
        lastId,
        added == null ? null : added - stream.getLength());
  }

  private static @Nullable Long number(@Nullable Object value) {
    return value instanceof Long number ? number : null;
  }
}
