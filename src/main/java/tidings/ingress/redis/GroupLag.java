package tidings.ingress.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamGroupInfo;
import redis.clients.jedis.resps.StreamInfo;

/**
 * How a group stands in its stream, as {@code XINFO} tells it.
 *
 * @param pending entries that were read, by whomever, and not acknowledged
 * @param unread entries that nobody has read; where Redis does not count, before version 7, at most
 *     so many
 * @param trimmed entries that went out of the stream before anybody read them; Redis counts what
 *     was added and read from version 7 on, and before that it can only be known that the stream
 *     has nothing of what was added last, which is 1 here
 * @param place up to where nothing is to be read any more
 * @param readThen how many entries are behind or gone at that place; null if Redis does not count
 */
record GroupLag(
    long pending, long unread, long trimmed, StreamEntryID place, @Nullable Long readThen) {

  /** What is still to be taken. */
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
    var place = empty ? last : delivered;
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
        place,
        added == null ? null : added - stream.getLength());
  }

  private static @Nullable Long number(@Nullable Object value) {
    return value instanceof Long number ? number : null;
  }
}
