package tidings.platform.socket;

/** What can be asked of a socket, and done to it, beside its owner. */
interface SocketControl {

  /**
   * Milliseconds since something was sent over it, or since it was accepted if nothing was.
   *
   * @param descriptor of the socket, in this process
   * @return negative if it is not an open TCP socket any more
   */
  long millisSinceSent(int descriptor);

  /** Ends the connection in both directions: its owner reads the end of the stream, and closes. */
  void end(int descriptor);
}
