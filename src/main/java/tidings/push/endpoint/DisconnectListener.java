package tidings.push.endpoint;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import tidings.push.connection.Connection;

/** Reports to a connection that the container found its browser disconnected before a write did. */
record DisconnectListener(Connection connection) implements AsyncListener {

  @Override
  public void onComplete(AsyncEvent event) {
    connection.disconnect();
  }

  @Override
  public void onError(AsyncEvent event) {
    connection.disconnect();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    connection.disconnect();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    throw new IllegalStateException("a connection is not dispatched again");
  }
}
