package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process of the tests. Its output goes to a file, and it never outlives the tests. */
public final class ChildProcess implements Running {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param environment set over the tests' own environment
   * @param output appended to
   */
  public static ChildProcess start(
      List<String> command, Map<String, String> environment, Path output) {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().keySet().removeIf(ChildProcess::isOurSetting);
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      RUNNING.add(process);
      return new ChildProcess(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The personal configuration of a developer must not reach the servers. */
  private static boolean isOurSetting(String variable) {
    return variable.startsWith("TIDINGS_")
        || variable.startsWith("MP_")
        || variable.startsWith("WLP_")
        || variable.startsWith("JVM_ARGS");
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Processor time that it has used. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Sends another signal, by its name. */
  public void signal(String name) {
    var sent = start(List.of("kill", "-" + name, String.valueOf(pid())), Map.of(), output);
    if (!sent.exits(Duration.ofSeconds(10)) || !sent.succeeded()) {
      throw new IllegalStateException("SIG" + name + " was not sent to process " + pid());
    }
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL, and waits until the process has ended. */
  @Override
  public void kill() {
    process.destroyForcibly();
    if (!exits(Duration.ofSeconds(10))) {
      throw new IllegalStateException("process " + pid() + " survives SIGKILL");
    }
  }

  /** Whether it ends within this time. */
  public boolean exits(Duration atMost) {
    try {
      boolean gone = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (gone) {
        RUNNING.remove(process);
      }
      return gone;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it has ended with 0. */
  public boolean succeeded() {
    return !process.isAlive() && process.exitValue() == 0;
  }

  /**
   * Its exit status.
   *
   * @throws IllegalThreadStateException if it has not ended
   */
  public int exitStatus() {
    return process.exitValue();
  }

  /** All it has written so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
