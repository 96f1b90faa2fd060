package tidings.runs.run;

/**
 * A frame and its position in its run's journal.
 *
 * @param number from 1, without gaps; of merged frames the last one's
 */
public record NumberedFrame(long number, RunFrame frame) {}
