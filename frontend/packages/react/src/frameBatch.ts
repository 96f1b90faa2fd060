/** Runs a task before the next animation frame. The returned function cancels it. */
export type FrameScheduler = (task: () => void) => () => void;

/** The delay in a page that draws no animation frames, in milliseconds. */
const HIDDEN_DELAY = 250;

/** Runs the task before the next animation frame; in a hidden page, after a delay. */
export const nextAnimationFrame: FrameScheduler = (task) => {
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = () => {
    cancel();
    task();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_DELAY);
  return cancel;
};

/**
 * Creates a batch that runs `task` once per animation frame, however often it is scheduled.
 */
export function oncePerFrame(
  task: () => void,
  scheduler: FrameScheduler,
): { schedule(): void; cancel(): void } {
  let pending: (() => void) | undefined;
  return {
    cancel() {
      pending?.();
      pending = undefined;
    },
    schedule() {
      pending ??= scheduler(() => {
        pending = undefined;
        task();
      });
    },
  };
}
