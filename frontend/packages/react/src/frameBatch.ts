/** Runs a task before the next picture, and returns how to take it back. */
export type FrameScheduler = (task: () => void) => () => void;

/** How long a picture may take in a page that draws none, in milliseconds. */
const NO_PICTURE = 250;

/** Before the next picture; and soon, where no picture is drawn because nobody looks at the page. */
const nextPicture: FrameScheduler = (task) => {
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = () => {
    cancel();
    task();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, NO_PICTURE);
  return cancel;
};

/**
 * Makes a function that runs `task` once before the next picture, however often it is called until
 * then.
 */
export function oncePerFrame(
  task: () => void,
  scheduler: FrameScheduler = nextPicture,
): { schedule(): void; cancel(): void } {
  let takeBack: (() => void) | undefined;
  return {
    cancel() {
      takeBack?.();
      takeBack = undefined;
    },
    schedule() {
      takeBack ??= scheduler(() => {
        takeBack = undefined;
        task();
      });
    },
  };
}
