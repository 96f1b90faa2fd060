/** How long a picture may take in a page that draws none, in milliseconds. */
const NO_PICTURE = 250;

/**
 * Makes a function that runs `task` once before the next picture, however often it is called until
 * then; and soon, where no picture is drawn because nobody looks at the page.
 */
export function oncePerFrame(task: () => void): { schedule(): void; cancel(): void } {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
  };
  const run = () => {
    cancel();
    task();
  };
  return {
    cancel,
    schedule() {
      if (frame !== undefined) return;
      frame = requestAnimationFrame(run);
      timer = setTimeout(run, NO_PICTURE);
    },
  };
}
