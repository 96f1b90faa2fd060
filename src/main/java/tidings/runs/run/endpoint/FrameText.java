package tidings.runs.run.endpoint;

import java.io.ByteArrayOutputStream;
import java.util.List;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrameWriter;
import tidings.sse.SseEncoder;

/** The frames of one run as watchers receive them. */
record FrameText(String run) {

  /** The text of consecutive frames, with deltas joined. */
  byte[] of(List<NumberedFrame> frames) {
    var merged = DeltaCoalescer.merge(frames);
    if (merged.size() == 1) {
      return bytes(merged.getFirst());
    }
    var all = new ByteArrayOutputStream();
    merged.forEach(frame -> all.writeBytes(bytes(frame)));
    return all.toByteArray();
  }

  private byte[] bytes(NumberedFrame frame) {
    return SseEncoder.event(null, run + ":" + frame.number(), RunFrameWriter.data(frame.frame()));
  }
}
