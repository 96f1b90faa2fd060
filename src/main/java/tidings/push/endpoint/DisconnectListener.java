package tidings.push.endpoint;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import tidings.push.connection.Connection;

/** Tells a connection when the container finds its browser gone before a write does. */
record DisconnectListener(Connection connection) implements AsyncListener {

  @Override
  public void onComplete(AsyncEvent event) {
    connection.lost();
  }

  @Override
  public void onError(AsyncEvent event) {
    connection.lost();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    connection.lost();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    throw new IllegalStateException("a connection is not dispatched again");
  }
}
