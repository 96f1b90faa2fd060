package tidings.push.connection;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.sse.OutboundSseEvent;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * Events of the Jakarta REST API as frames: text unchanged, anything else as JSON. An id that the
 * application sets is left out: the ids of a stream are cursors, and a foreign id would break
 * resuming.
 */
final class Outbound {

  private static final Jsonb JSON = JsonbBuilder.create();

  private Outbound() {}

  static Frame frame(OutboundSseEvent event) {
    var data = event.getData();
    var text =
        switch (data) {
          case null -> "";
          case CharSequence chars -> chars.toString();
          default -> JSON.toJson(data);
        };
    return Frame.plain(SseEncoder.event(event.getName(), null, text));
  }
}
