package tidings.platform.socket;

/** Operations on a socket without its owner. */
interface SocketControl {

  /**
   * Milliseconds since data was last sent over it, or since it was accepted if none was.
   *
   * @param descriptor of the socket, in this process
   * @return negative if it is no longer an open TCP socket
   */
  long millisSinceSent(int descriptor);

  /**
   * Closes the connection in both directions: its owner reads the end of the stream, and closes.
   */
  void end(int descriptor);
}
