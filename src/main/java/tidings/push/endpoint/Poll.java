package tidings.push.endpoint;

import jakarta.json.Json;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tidings.event.Data;
import tidings.event.Event;
import tidings.platform.socket.SocketTable;
import tidings.push.bus.BusEvent;
import tidings.push.connection.Connection;
import tidings.push.routing.Router;
import tidings.sse.CloseReason;
import tidings.sse.EventStreamParser;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.Gap;
import tidings.sse.SseEncoder;

/**
 * The answer to one long poll: a connection that ends with its first event. Its body is made from
 * the frames that a stream would be sent, so that both deliver the same sequence.
 */
final class Poll implements ConnectionAdmission.ClientSink {

  private static final Frame NUDGE = Frame.control(SseEncoder.comment("poll"));

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final long socket;
  private final Format format;
  private final boolean beganStale;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean timedOut;
  private volatile boolean stoppedWaiting;
  private volatile @Nullable Connection connection;

  // Of the connection's drain.
  private boolean caughtUp;
  private final List<String> events = new ArrayList<>();
  private @Nullable String cursor;
  private @Nullable String gap;
  private @Nullable String close;
  private @Nullable String stale;
  private boolean isNews;
  private boolean answered;

  private Poll(
      AsyncContext context, ServletOutputStream out, Format format, boolean live, boolean stale) {
    this.context = context;
    this.out = out;
    var request = context.getRequest();
    socket = SocketTable.socket(request.getLocalPort(), request.getRemotePort());
    this.format = format;
    caughtUp = live;
    beganStale = stale;
  }

  /**
   * Prepares the answer on the thread of the request: the drain cannot access the response.
   *
   * @param live whether it asks only for events of the live tail
   * @param stale whether this node is cut off from its log: then that alone does not end the poll
   */
  static Poll begin(AsyncContext context, Format format, boolean live, boolean stale)
      throws IOException {
    context.setTimeout(0);
    var response = (HttpServletResponse) context.getResponse();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    var poll = new Poll(context, response.getOutputStream(), format, live, stale);
    response.flushBuffer(); // otherwise the REST runtime turns it into a 204
    return poll;
  }

  @Override
  public void attach(Connection polling) {
    connection = polling;
    context.addListener(new DisconnectListener(polling));
  }

  /** Answers with the events it has, even if there are none; but a running replay ends first. */
  void timeOut() {
    timedOut = true;
    nudge();
  }

  /** Answers although the log has not yet returned the missed events. */
  void stopWaiting() {
    stoppedWaiting = true;
    nudge();
  }

  @Override
  public void caughtUp() throws IOException {
    caughtUp = true;
    write(List.of());
  }

  private void nudge() {
    var polling = connection;
    if (polling != null) {
      polling.offerControl(NUDGE);
    }
  }

  @Override
  public void write(List<Frame> frames) throws IOException {
    if (answered) {
      return;
    }
    if (frames.contains(Frame.PROBE)) {
      out.write(' '); // JSON may start with it
      out.flush();
    }
    frames.forEach(this::read);
    boolean has = !events.isEmpty() || gap != null || close != null || isNews;
    if (cursor != null && (has || stoppedWaiting || (timedOut && caughtUp))) {
      answered = true;
      answer();
      var polling = connection;
      if (polling != null) {
        polling.complete();
      }
    }
  }

  private void read(Frame frame) {
    if (frame.isEvent()) {
      cursor = frame.cursor().toString();
      var event = frame.event().event();
      var text = BusEvent.text(event, format);
      add(event.type(), data(event, text), lines(text));
    } else if (frame.isControl()) {
      control(frame);
    } else {
      new EventStreamParser(message -> add(message.type(), quoted(message.data()), message.data()))
          .feed(frame.bytes());
    }
  }

  /** An event that the application sends has no offset in the log: it moves no cursor. */
  private void add(String type, String data, String text) {
    events.add(
        "{\"id\":%s,\"type\":%s,\"data\":%s,\"text\":%s}"
            .formatted(quoted(cursor == null ? "" : cursor), quoted(type), data, quoted(text)));
  }

  private void control(Frame frame) {
    var parser = new EventStreamParser(this::control);
    parser.feed(frame.bytes());
    // The id of a close is for clients that reconnect on their own.
    if (close == null && !parser.lastEventId().isEmpty()) {
      cursor = parser.lastEventId();
    }
  }

  private void control(EventStreamParser.Message message) {
    switch (message.type()) {
      case CloseReason.NAME -> close = message.data();
      case Gap.NAME -> gap = message.data();
      case Router.STALE -> {
        stale = message.data();
        isNews |= !beganStale;
      }
      case Router.FRESH -> {
        stale = null;
        isNews = true;
      }
      default -> {} // frames that open a stream, or keep it alive
    }
  }

  private String data(Event event, String text) {
    boolean json = format == Format.CLOUDEVENTS || event.data() instanceof Data.Json;
    return json ? text : event.data() == null ? "null" : quoted(text);
  }

  /** Joins the {@code data} lines as a reader of a stream does. */
  private static String lines(String text) {
    return text.replaceAll("\r\n?", "\n");
  }

  private static String quoted(String text) {
    return Json.createValue(text).toString();
  }

  private void answer() throws IOException {
    var json = new StringBuilder("{\"events\":[").append(String.join(",", events)).append(']');
    json.append(",\"cursor\":").append(quoted(String.valueOf(cursor)));
    if (gap != null) {
      json.append(",\"gap\":").append(gap);
    }
    if (close != null) {
      json.append(",\"close\":").append(close);
    }
    if (stale != null) {
      json.append(",\"stale\":").append(stale);
    }
    out.write(json.append('}').toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public long socket() {
    return socket;
  }

  @Override
  public void end() {
    if (ended.compareAndSet(false, true)) {
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // The container completed it first, as it does when it finds the browser disconnected.
        assert ended.get();
      }
    }
  }
}
