package tidings.push.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import tidings.event.Priority;
import tidings.push.connection.FrameQueue.Offer;
import tidings.sse.Frame;

/**
 * A queue under two concurrent threads. Every outcome that is not listed is forbidden. Run by
 * {@code mvn clean test-compile exec:exec@jcstress -Pstress}.
 */
public final class FrameQueueStress {

  private static final Frame ZERO = Events.event(0, Priority.NORMAL);
  private static final Frame ONE = Events.event(1, Priority.NORMAL);
  private static final Frame TWO = Events.event(2, Priority.NORMAL);
  private static final Frame OLDER = Events.event(1, Priority.NORMAL, "key", null);
  private static final Frame NEWER = Events.event(2, Priority.NORMAL, "key", null);
  private static final Frame LAST = HandDrain.control("last");
  private static final Frame NOTE = HandDrain.control("note");

  private FrameQueueStress() {}

  /** Each frame is taken once; none waits without a drain. */
  @JCStressTest
  @Outcome(id = "1 2", expect = ACCEPTABLE, desc = "one before two")
  @Outcome(id = "2 1", expect = ACCEPTABLE, desc = "two before one")
  @State
  public static class TwoOffersAndADrain {
    private final HandDrain drain = new HandDrain();

    public TwoOffersAndADrain() {
      drain.queue().wake();
    }

    @Actor
    public void one() {
      drain.run();
      drain.start(drain.queue().offer(ONE));
    }

    @Actor
    public void two() {
      drain.start(drain.queue().offer(TWO));
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = drain.written();
    }
  }

  /** A frame that arrives when a drain is about to end is not left behind. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "taken once")
  @State
  public static class AnOfferAndADrainThatEnds {
    private final HandDrain drain = new HandDrain();

    public AnOfferAndADrainThatEnds() {
      drain.queue().wake();
    }

    @Actor
    public void offer() {
      drain.start(drain.queue().offer(ONE));
    }

    @Actor
    public void drain() {
      drain.run();
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = drain.written();
    }
  }

  /** Accepted frames are written, others are not; the last frame is the last. */
  @JCStressTest
  @Outcome(id = "1 2 last", expect = ACCEPTABLE, desc = "both in time")
  @Outcome(id = "1 last", expect = ACCEPTABLE, desc = "the second was refused")
  @Outcome(id = "last", expect = ACCEPTABLE, desc = "both were refused")
  @State
  public static class OffersAndTheEnd {
    private final HandDrain drain = new HandDrain();
    private Offer one = Offer.FULL;
    private Offer two = Offer.FULL;

    @Actor
    public void offers() {
      one = drain.start(drain.queue().offer(ONE));
      two = drain.start(drain.queue().offer(TWO));
    }

    @Actor
    public void end() {
      drain.start(drain.queue().end(LAST, false));
    }

    @Arbiter
    public void arbiter(L_Result result) {
      var accepted = (one == Offer.ENDED ? "" : "1 ") + (two == Offer.ENDED ? "" : "2 ") + "last";
      var written = drain.written();
      result.r1 = written.equals(accepted) ? written : written + ", accepted " + accepted;
    }
  }

  /**
   * The same, but waiting frames are dropped: of the accepted frames only those that were taken are
   * written.
   */
  @JCStressTest
  @Outcome(id = "1 2 last", expect = ACCEPTABLE, desc = "both were taken in time")
  @Outcome(id = "1 last", expect = ACCEPTABLE, desc = "the second was refused or dropped")
  @Outcome(id = "last", expect = ACCEPTABLE, desc = "both were refused or dropped")
  @State
  public static class OffersAndTheEndThatDiscards {
    private final HandDrain drain = new HandDrain();
    private Offer one = Offer.FULL;
    private Offer two = Offer.FULL;

    public OffersAndTheEndThatDiscards() {
      drain.queue().wake();
    }

    @Actor
    public void offersThatMayEnd() {
      one = drain.start(drain.queue().offer(ONE));
      two = drain.start(drain.queue().offer(TWO));
      drain.start(drain.queue().end(LAST, true));
    }

    @Actor
    public void drain() {
      drain.run();
    }

    @Arbiter
    public void arbiter(L_Result result) {
      var written = drain.written();
      boolean refusedIsWritten =
          (one == Offer.ENDED && written.contains("1"))
              || (two == Offer.ENDED && written.contains("2"));
      result.r1 = refusedIsWritten ? written + ", but refused" : written;
    }
  }

  /** A drain that first has a replay, then none. */
  @JCStressTest
  @Outcome(id = "a b 1", expect = ACCEPTABLE, desc = "behind the replay")
  @Outcome(id = "a 1 b", expect = ACCEPTABLE, desc = "between its pieces")
  @State
  public static class AnOfferAndADrainThatReplays {
    private final HandDrain drain = new HandDrain();

    public AnOfferAndADrainThatReplays() {
      drain.queue().wake();
      drain.replay("ab");
    }

    @Actor
    public void offer() {
      drain.start(drain.queue().offer(ONE));
    }

    @Actor
    public void drain() {
      drain.run();
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = drain.written();
    }
  }

  /** A replay that is set while another frame is written is still sent. */
  @JCStressTest
  @Outcome(id = "note a b", expect = ACCEPTABLE, desc = "the frame was first")
  @Outcome(id = "a note b", expect = ACCEPTABLE, desc = "between the pieces")
  @Outcome(id = "a b note", expect = ACCEPTABLE, desc = "the replay was first")
  @State
  public static class AReplayAndAnotherFrame {
    private final HandDrain drain = new HandDrain();

    @Actor
    public void replay() {
      drain.replay("ab");
    }

    @Actor
    public void other() {
      drain.start(drain.queue().offerControl(NOTE));
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = drain.written();
    }
  }

  /** The newest frame of a key is written once; the older one before it, or reported as dropped. */
  @JCStressTest
  @Outcome(id = "1 2", expect = ACCEPTABLE, desc = "the older was taken in time")
  @Outcome(id = "~ 2", expect = ACCEPTABLE, desc = "the newer replaced it, which is reported")
  @State
  public static class TwoOfAKeyAndADrain {
    private final HandDrain drain = new HandDrain();

    public TwoOfAKeyAndADrain() {
      drain.queue().wake();
    }

    @Actor
    public void offers() {
      drain.start(drain.queue().offer(OLDER));
      drain.start(drain.queue().offer(NEWER));
    }

    @Actor
    public void drain() {
      drain.run();
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = drain.written();
    }
  }

  /** A stream that was just written to, and its pacer. */
  private static final class Paced {
    private static final long PAUSE = 1000;

    private final AtomicLong now = new AtomicLong();
    private final WritePacer pacer = new WritePacer(Duration.ofNanos(PAUSE), now::get);
    private final HandDrain drain = new HandDrain(pacer);

    Paced() {
      drain.start(drain.queue().offer(ZERO));
    }

    /** Ends the current pause. */
    void pass() {
      now.addAndGet(2 * PAUSE);
      pacer.runDue();
    }

    String written() {
      pass();
      pass();
      return drain.written();
    }
  }

  /** A frame that arrives at the end of the pause is written once. */
  @JCStressTest
  @Outcome(id = "0 1", expect = ACCEPTABLE, desc = "taken once")
  @State
  public static class AnOfferAndTheEndOfAPause {
    private final Paced paced = new Paced();

    @Actor
    public void offer() {
      paced.drain.start(paced.drain.queue().offer(ONE));
    }

    @Actor
    public void pacer() {
      paced.pass();
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = paced.written();
    }
  }

  /** A frame that waits, and the end of its pause, while a control frame starts the drain. */
  @JCStressTest
  @Outcome(id = "0 1 note", expect = ACCEPTABLE, desc = "the frame was first")
  @Outcome(id = "0 note 1", expect = ACCEPTABLE, desc = "the note was first")
  @State
  public static class AControlFrameInAPause {
    private final Paced paced = new Paced();

    @Actor
    public void offer() {
      paced.drain.start(paced.drain.queue().offer(ONE));
      paced.pass();
    }

    @Actor
    public void note() {
      paced.drain.start(paced.drain.queue().offerControl(NOTE));
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = paced.written();
    }
  }

  /** Frames that arrive while a drain ends because of its pause. */
  @JCStressTest
  @Outcome(id = "0 1 2", expect = ACCEPTABLE, desc = "in their order")
  @State
  public static class OffersAndADrainThatEndsInAPause {
    private final Paced paced = new Paced();

    public OffersAndADrainThatEndsInAPause() {
      paced.now.addAndGet(2 * Paced.PAUSE);
      paced.drain.queue().offer(ONE);
    }

    @Actor
    public void drain() {
      paced.drain.run();
    }

    @Actor
    public void offer() {
      paced.drain.start(paced.drain.queue().offer(TWO));
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = paced.written();
    }
  }

  /** The end of a stream in a pause writes what waits. */
  @JCStressTest
  @Outcome(id = "0 1 last", expect = ACCEPTABLE, desc = "the frame was first")
  @Outcome(id = "0 last", expect = ACCEPTABLE, desc = "the end was first")
  @State
  public static class AnOfferAndTheEndInAPause {
    private final Paced paced = new Paced();

    @Actor
    public void offer() {
      paced.drain.start(paced.drain.queue().offer(ONE));
    }

    @Actor
    public void end() {
      paced.drain.start(paced.drain.queue().end(LAST, false));
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = paced.written();
    }
  }

  /** A heartbeat goes only to an idle queue, and is never left behind there. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "there was something to write")
  @Outcome(id = "1 note", expect = ACCEPTABLE, desc = "behind it")
  @Outcome(id = "note 1", expect = ACCEPTABLE, desc = "before it")
  @State
  public static class AnOfferAndAHeartbeat {
    private final HandDrain drain = new HandDrain();

    @Actor
    public void offer() {
      drain.start(drain.queue().offer(ONE));
    }

    @Actor
    public void heartbeat() {
      drain.start(drain.queue().offerIfIdle(NOTE));
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = drain.written();
    }
  }
}
