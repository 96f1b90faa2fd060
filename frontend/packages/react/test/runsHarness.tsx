import { act, render } from "@testing-library/react";
import { FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";
import {
  type SSEConnection,
  type StartOptions,
  type UseSSEConnectionOptions,
  useSSEConnection,
} from "@tidings/react";
import { StrictMode } from "react";

export const CHAT: StartOptions = { mode: "chat", model: "scripted" };
export const STARTED = { type: "run_started", run_id: "r-1", conversation_id: "cv-1" };
export const DONE = "[DONE]";

export function says(content: string): object {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

export function wire(frames: readonly (object | string)[], run = "r-1", from = 1): string {
  return frames
    .map((frame, i) => {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      return `id: ${run}:${from + i}\ndata: ${data}\n\n`;
    })
    .join("");
}

/** A page with the hook, in StrictMode. The test draws its animation frames. */
export function harness(options: UseSSEConnectionOptions = {}) {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const animationFrames = new Set<() => void>();
  let renders = 0;
  let connection: SSEConnection | undefined;
  function Page(more: UseSSEConnectionOptions) {
    connection = useSSEConnection({
      fetch: server.fetch,
      clock,
      page: new FakePage(),
      random: () => 1,
      scheduler(task) {
        animationFrames.add(task);
        return () => animationFrames.delete(task);
      },
      ...options,
      ...more,
    });
    renders += 1;
    return null;
  }
  const view = render(<Page />, { wrapper: StrictMode });
  return {
    server,
    clock,
    view,
    rerender: (more: UseSSEConnectionOptions) => view.rerender(<Page {...more} />),
    get hook() {
      if (!connection) throw new Error("Nothing was rendered");
      return connection;
    },
    get state() {
      return this.hook.enhancedStreamingState;
    },
    get text() {
      return this.state.blocks.map(({ content }) => content).join("|");
    },
    get renders() {
      return renders;
    },
    animationFrames,
    async draw() {
      await act(settle);
      act(() => {
        for (const animationFrame of [...animationFrames]) {
          animationFrames.delete(animationFrame);
          animationFrame();
        }
      });
    },
    async start(input = "Hello", how = CHAT) {
      await act(async () => {
        this.hook.startConnection(input, how);
        await settle();
      });
    },
  };
}
