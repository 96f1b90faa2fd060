package tidings.wire;

import tidings.log.Cursor;
import tidings.sse.SseEncoder;

/** {@code tidings.gap}: what a client is told when it may have missed something. */
final class Gap {

  private Gap() {}

  /**
   * The gap between the place a client asked for and the one at which it begins to receive.
   *
   * @param asked as the client sent it; told back only if it is a cursor
   */
  static byte[] frame(String asked, Cursor place) {
    var cursor = Cursor.parse(asked);
    var reason =
        cursor
            .map(
                from ->
                    from.epoch() == place.epoch() && from.isAtOrBefore(place) ? "expired" : "epoch")
            .orElse("unreadable");
    var from = cursor.map(known -> "\"" + known + "\"").orElse("null");
    var data = "{\"reason\":\"%s\",\"from\":%s,\"to\":\"%s\"}".formatted(reason, from, place);
    return SseEncoder.event("tidings.gap", place.toString(), data);
  }
}
