package tidings.it.support;

/** A running server of the tests: a process, or a container. */
public interface Running {

  boolean isAlive();

  /** Sends SIGKILL; returns when it has ended. */
  void kill();
}
