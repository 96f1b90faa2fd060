package tidings.it.support;

/** A server of the tests that runs: a process, or a container. */
public interface Running {

  boolean isAlive();

  /** SIGKILL; returns when it has ended. */
  void kill();
}
