package tidings.runs.run.endpoint;

import org.jspecify.annotations.Nullable;
import tidings.runs.run.RunFrame;
import tidings.sse.CloseReason;
import tidings.sse.SseEncoder;

/** The end of a stream without a successful end of its run. */
interface StreamEnd {

  /** This server's own protocol: a control event, and {@code [DONE]} behind every end of a run. */
  StreamEnd OF_RUNS =
      new StreamEnd() {
        @Override
        public byte[] closed(CloseReason reason) {
          return SseEncoder.event(CloseReason.NAME, null, reason.data(0));
        }

        @Override
        public byte @Nullable [] failed(RunFrame.Failure failure) {
          return null;
        }

        @Override
        public boolean breaks() {
          return false;
        }
      };

  /** For a protocol without an end mark for failures: an error, and a broken connection. */
  static StreamEnd of(Exchange exchange) {
    return new StreamEnd() {
      @Override
      public byte[] closed(CloseReason reason) {
        return SseEncoder.event(null, null, exchange.closed(reason));
      }

      @Override
      public byte[] failed(RunFrame.Failure failure) {
        return SseEncoder.event(null, null, exchange.failed(failure));
      }

      @Override
      public boolean breaks() {
        return true;
      }
    };
  }

  /** The last frame of a stream that ends before its run, with the reason. */
  byte[] closed(CloseReason reason);

  /**
   * The last frame of a failed run, behind which the connection breaks; null: all its frames are
   * written unchanged.
   */
  byte @Nullable [] failed(RunFrame.Failure failure);

  /** Whether the connection breaks behind the last frame of a stream that ends before its run. */
  boolean breaks();
}
