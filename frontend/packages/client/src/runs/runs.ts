import { send } from "../request.ts";
import { type RunSettings, type RunsOptions, toSettings } from "./options.ts";
import { Path } from "./path.ts";
import type { RunRequest } from "./request.ts";
import { type RunListener, RunWatcher } from "./watcher.ts";

/** A run that is watched. */
export interface WatchedRun {
  /** Known from the first frame on, or from the answer's `Tidings-Run`. */
  readonly runId: string | undefined;
  /** Stops watching. The run goes on, and can be watched again by its id. */
  leave(): void;
  /**
   * Stops the run, as soon as its id is known. What it said until then is kept, and its end is told
   * like any other: by its frames.
   * @throws {TidingsError} when the server refuses; another error when it is not reached
   */
  cancel(): Promise<void>;
}

export interface Runs {
  /** Starts a run, and watches it to its end through whatever cuts its streams. */
  start(request: RunRequest, listener: RunListener): WatchedRun;
  /** Watches a run that is under way or over, from its beginning to its end. */
  watch(runId: string, listener: RunListener): WatchedRun;
  /**
   * Stops a run.
   * @throws {TidingsError} when the server refuses; another error when it is not reached
   */
  cancel(runId: string): Promise<void>;
}

/** Makes what starts, watches and stops runs of chats, agents and graphs. */
export function createRuns(options: RunsOptions = {}): Runs {
  const settings = toSettings(options);
  const path = new Path();
  return {
    start: (request, listener) =>
      follow(settings, path, listener, (watcher) => watcher.start(request)),
    watch: (runId, listener) => follow(settings, path, listener, (watcher) => watcher.watch(runId)),
    cancel: (runId) => cancel(settings, runId),
  };
}

function follow(
  settings: RunSettings,
  path: Path,
  listener: RunListener,
  go: (watcher: RunWatcher) => Promise<void>,
): WatchedRun {
  let know: (runId: string | undefined) => void = () => undefined;
  const known = new Promise<string | undefined>((resolve) => {
    know = resolve;
  });
  let cancelling = false;
  let left = false;
  const unlessLeft =
    <Argument>(tell: ((argument: Argument) => void) | undefined) =>
    (argument: Argument) => {
      if (!left) tell?.(argument);
    };
  const watcher = new RunWatcher(
    settings,
    {
      onRun(runId) {
        know(runId);
        unlessLeft((id: string) => listener.onRun?.(id))(runId);
        // It was only stayed with to learn what is to be cancelled.
        if (left) watcher.leave();
      },
      onFrame: unlessLeft((frame) => listener.onFrame(frame)),
      onStream: unlessLeft((state) => listener.onStream?.(state)),
      onEnd(end) {
        know(undefined);
        unlessLeft(() => listener.onEnd(end))(undefined);
      },
    },
    path,
  );
  // In a turn of its own, so that whoever asked has the run before he hears of it.
  queueMicrotask(() => void go(watcher));
  return {
    get runId() {
      return watcher.runId;
    },
    leave() {
      left = true;
      if (!cancelling || watcher.runId !== undefined) {
        know(watcher.runId);
        watcher.leave();
      }
    },
    async cancel() {
      cancelling = true;
      const runId = watcher.runId ?? (await known);
      if (runId !== undefined) await cancel(settings, runId);
    },
  };
}

async function cancel(settings: RunSettings, runId: string): Promise<void> {
  await send(settings, `/runs/${encodeURIComponent(runId)}/cancel`, { method: "POST" });
}
