package tidings.runs.run.endpoint;

import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunJournal;
import tidings.runs.run.Trajectory;

/**
 * The answer to a whole run, once it has ended.
 *
 * @param form creates the answer
 */
record WholeAnswer(RunJournal run, Function<Trajectory, Response> form, ClientWatch clientWatch)
    implements LateAnswer.Work {

  private static final int BATCH = 4096;

  @Override
  public Response answer() throws InterruptedException {
    return form.apply(read());
  }

  private Trajectory read() throws InterruptedException {
    var trajectory = new Trajectory();
    long last = 0;
    long lookedAt = System.nanoTime();
    while (true) {
      for (var frame : run.read(last, BATCH, clientWatch.every())) {
        trajectory.add(frame.frame());
        last = frame.number();
        if (frame.frame() instanceof RunFrame.Done) {
          return trajectory;
        }
      }
      if (System.nanoTime() - lookedAt >= clientWatch.every().toNanos()) {
        clientWatch.check();
        lookedAt = System.nanoTime();
      }
    }
  }
}
