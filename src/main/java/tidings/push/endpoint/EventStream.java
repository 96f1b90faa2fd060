package tidings.push.endpoint;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.List;
import tidings.platform.http.SseResponse;
import tidings.push.connection.Connection;
import tidings.sse.Frame;

/** The response of a subscription. */
record EventStream(SseResponse response) implements ConnectionAdmission.ClientSink {

  /** Commits the response's head: from here on the answer is a stream. */
  static EventStream begin(AsyncContext context) throws IOException {
    return new EventStream(SseResponse.begin(context));
  }

  @Override
  public void attach(Connection connection) {
    response.addListener(new DisconnectListener(connection));
  }

  @Override
  public void write(List<Frame> frames) throws IOException {
    response.write(frames);
  }

  @Override
  public long socket() {
    return response.socket();
  }

  @Override
  public void end() {
    response.end();
  }
}
