package tidings.runs.run.endpoint;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import tidings.platform.security.Caller;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;
import tidings.sse.CloseReason;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/**
 * The answer to one poll of a run: the frames after a number as soon as there are any, at the
 * latest after the timeout. It has the form of a stream that ends there.
 *
 * @param after number of the last frame that the client has
 * @param timeout how long to wait for a frame
 */
record RunPoll(
    RunJournal run,
    long after,
    Duration timeout,
    Caller caller,
    ClientWatch clientWatch,
    InstantSource clock)
    implements LateAnswer.Work {

  private static final int BATCH = 512;
  private static final byte[] NOTHING = SseEncoder.beat(HeartbeatForm.COMMENT, "");

  @Override
  public Response answer() throws InterruptedException {
    var left = Duration.between(clock.instant(), caller.expires());
    var frames = left.isPositive() ? read(left) : List.<NumberedFrame>of();
    var body = new ByteArrayOutputStream();
    body.writeBytes(frames.isEmpty() ? NOTHING : new FrameText(run.info().id()).of(frames));
    if (!clock.instant().isBefore(caller.expires())) {
      body.writeBytes(StreamEnd.OF_RUNS.closed(CloseReason.TOKEN_EXPIRED));
    }
    return Response.ok(body.toByteArray(), MediaType.SERVER_SENT_EVENTS_TYPE)
        .header(RunAnswers.RUN_HEADER, run.info().id())
        .build();
  }

  private List<NumberedFrame> read(Duration left) throws InterruptedException {
    long end = System.nanoTime() + (left.compareTo(timeout) < 0 ? left : timeout).toNanos();
    while (true) {
      var rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      var wait = rest.compareTo(clientWatch.every()) < 0 ? rest : clientWatch.every();
      var frames = run.read(after, BATCH, wait);
      if (!frames.isEmpty() || rest.isZero() || run.state() != RunState.RUNNING) {
        return frames.isEmpty() ? run.read(after, BATCH, Duration.ZERO) : frames;
      }
      clientWatch.check();
    }
  }
}
