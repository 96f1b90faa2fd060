import { send } from "../request.ts";
import { NetworkPath } from "./networkPath.ts";
import { type RunSettings, type RunsOptions, toSettings } from "./options.ts";
import type { RunRequest } from "./request.ts";
import { type RunListener, RunWatcher } from "./watcher.ts";

/** A watched run. */
export interface WatchedRun {
  /** Known after the first frame, or from the answer's `Tidings-Run`. */
  readonly runId: string | undefined;
  /** Stops watching. The run continues, and can be watched again by its id. */
  leave(): void;
  /**
   * Cancels the run as soon as its id is known. Its output so far is kept, and its last frames report
   * the end as for any other run.
   * @throws {TidingsError} when the server refuses; another error when the server is unreachable
   */
  cancel(): Promise<void>;
}

export interface Runs {
  /** Starts a run and watches it to its end, also across interrupted streams. */
  start(request: RunRequest, listener: RunListener): WatchedRun;
  /** Watches an active or finished run, from its first frame to its last. */
  watch(runId: string, listener: RunListener): WatchedRun;
  /**
   * Cancels a run.
   * @throws {TidingsError} when the server refuses; another error when the server is unreachable
   */
  cancel(runId: string): Promise<void>;
}

/** Creates an object that starts, watches and cancels runs of chats, agents and graphs. */
export function createRuns(options: RunsOptions = {}): Runs {
  const settings = toSettings(options);
  const path = new NetworkPath(settings.transport);
  return {
    start: (request, listener) =>
      follow(settings, path, listener, (watcher) => watcher.start(request)),
    watch: (runId, listener) => follow(settings, path, listener, (watcher) => watcher.watch(runId)),
    cancel: (runId) => cancel(settings, runId),
  };
}

function follow(
  settings: RunSettings,
  path: NetworkPath,
  listener: RunListener,
  begin: (watcher: RunWatcher) => Promise<void>,
): WatchedRun {
  let resolveId: (runId: string | undefined) => void = () => undefined;
  const known = new Promise<string | undefined>((resolve) => {
    resolveId = resolve;
  });
  let cancelling = false;
  let left = false;
  const unlessLeft =
    <Argument>(listen: ((argument: Argument) => void) | undefined) =>
    (argument: Argument) => {
      if (!left) listen?.(argument);
    };
  const watcher = new RunWatcher(
    settings,
    {
      onRun(runId) {
        resolveId(runId);
        unlessLeft((id: string) => listener.onRun?.(id))(runId);
        // The watcher continued only to learn the id of the run to cancel.
        if (left) watcher.leave();
      },
      onFrame: unlessLeft((frame) => listener.onFrame(frame)),
      onStream: unlessLeft((state) => listener.onStream?.(state)),
      onEnd(end) {
        resolveId(undefined);
        unlessLeft(() => listener.onEnd(end))(undefined);
      },
    },
    path,
  );
  // In a later turn, so that the caller has the run before the first callback.
  queueMicrotask(() => void begin(watcher));
  return {
    get runId() {
      return watcher.runId;
    },
    leave() {
      left = true;
      if (!cancelling || watcher.runId !== undefined) {
        resolveId(watcher.runId);
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
