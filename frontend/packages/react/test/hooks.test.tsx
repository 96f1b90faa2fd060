import { act, cleanup, render, screen } from "@testing-library/react";
import { type ClientOptions, createClient } from "@tidings/client";
import { FakeClock, FakePage, frame, ScriptedServer, settle } from "@tidings/client/testing";
import {
  ConnectionIndicator,
  SSEProvider,
  useSSE,
  useSSEEvents,
  useSSEStatus,
} from "@tidings/react";
import { type ReactNode, StrictMode, useState } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const animationFrames = new Map<number, () => void>();
let lastFrame = 0;

beforeEach(() => {
  animationFrames.clear();
  vi.stubGlobal("requestAnimationFrame", (task: () => void) => {
    lastFrame += 1;
    animationFrames.set(lastFrame, task);
    return lastFrame;
  });
  vi.stubGlobal("cancelAnimationFrame", (id: number) => animationFrames.delete(id));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Delivers everything, and then draws the next animation frame. */
async function draw(): Promise<void> {
  await act(settle);
  act(() => {
    for (const [id, animationFrame] of [...animationFrames]) {
      animationFrames.delete(id);
      animationFrame();
    }
  });
}

function harness(options: ClientOptions = {}) {
  const server = new ScriptedServer();
  const client = createClient({
    fetch: server.fetch,
    clock: new FakeClock(),
    page: new FakePage(),
    random: () => 1,
    ...options,
  });
  const tree = (children: ReactNode) => (
    <StrictMode>
      <SSEProvider client={client}>{children}</SSEProvider>
    </StrictMode>
  );
  return { server, client, tree };
}

function Status() {
  return <output>{useSSEStatus().state}</output>;
}

it("opens one stream, StrictMode or not, and closes it with the provider", async () => {
  const { server, client, tree } = harness();
  server.stream().open();
  const { unmount } = render(tree(<Status />));
  await draw();
  expect(screen.getByRole("status").textContent).toBe("open");
  expect(server.requests).toHaveLength(1);
  unmount();
  expect(client.status.get().state).toBe("closed");
  expect(server.last.signal?.aborted).toBe(true);
});

it("stays open until the last of its providers is gone", async () => {
  const { server, client, tree } = harness();
  server.stream().open();
  const [one, two] = [render(tree(<Status />)), render(tree(null))];
  await draw();
  one.unmount();
  expect(client.status.get().state).toBe("open");
  two.unmount();
  expect(client.status.get().state).toBe("closed");
  expect(server.requests).toHaveLength(1);
});

it("renders on a server: idle, and no events", () => {
  const { server, tree } = harness();
  function Page() {
    return (
      <>
        {useSSEEvents("a").length} <ConnectionIndicator />
      </>
    );
  }
  const html = renderToString(tree(<Page />));
  expect(html).toContain('data-state="idle"');
  expect(html).toContain("Not connected");
  expect(server.requests).toHaveLength(0);
});

it("delivers every event of the type once, also several of one chunk", async () => {
  const { server, tree } = harness();
  const stream = server.stream().open();
  const seen: unknown[] = [];
  function Listener() {
    useSSE("task.*", { onEvent: (event) => seen.push(event.data) });
    return null;
  }
  render(tree(<Listener />));
  stream.send(frame("task.a", 1) + frame("other", 2) + frame("task.b", 3) + frame("task.b", 3));
  await act(settle);
  expect(seen).toEqual([1, 3, 3]);
});

it("calls the handler of the last render without subscribing again", async () => {
  const { server, client, tree } = harness();
  const stream = server.stream().open();
  const on = vi.spyOn(client, "on");
  function Counter() {
    const [counts, setCounts] = useState<number[]>([]);
    useSSE("tick", { onEvent: () => setCounts([...counts, counts.length]) });
    return <output>{counts.join()}</output>;
  }
  render(tree(<Counter />));
  await act(settle);
  const subscriptions = on.mock.calls.length;
  for (let i = 0; i < 3; i++) {
    stream.send(frame("tick", i));
    await act(settle);
  }
  expect(screen.getByRole("status").textContent).toBe("0,1,2");
  expect(on.mock.calls).toHaveLength(subscriptions);
});

it("follows a changed type", async () => {
  const { server, tree } = harness();
  const stream = server.stream().open();
  const seen: string[] = [];
  function Listener({ type }: { readonly type: string }) {
    useSSE(type, { onEvent: (event) => seen.push(event.type) });
    return null;
  }
  const { rerender } = render(tree(<Listener type="a" />));
  await act(settle);
  rerender(tree(<Listener type="b" />));
  stream.send(frame("a", 1) + frame("b", 2));
  await act(settle);
  expect(seen).toEqual(["b"]);
});

it("knows the data of control events", async () => {
  const { server, tree } = harness();
  const stream = server.stream().open();
  const reasons: string[] = [];
  function Listener() {
    useSSE("tidings.gap", { onEvent: ({ data }) => reasons.push(data.reason) });
    return null;
  }
  render(tree(<Listener />));
  stream.send(frame("tidings.gap", { reason: "epoch" }));
  await act(settle);
  expect(reasons).toEqual(["epoch"]);
});

it("lists the last events in one render per animation frame", async () => {
  const { server, tree } = harness();
  const stream = server.stream().open();
  const renders: string[] = [];
  function List() {
    const text = useSSEEvents("n", { limit: 3 })
      .map(({ data }) => data)
      .join();
    renders.push(text);
    return <output>{text}</output>;
  }
  render(tree(<List />));
  for (let n = 1; n <= 5; n++) stream.send(frame("n", n, `x:${n}`));
  await act(settle);
  expect(screen.getByRole("status").textContent).toBe("");
  await draw();
  expect(screen.getByRole("status").textContent).toBe("3,4,5");
  stream.send(frame("n", 6, "x:6"));
  await draw();
  expect(screen.getByRole("status").textContent).toBe("4,5,6");
  expect([...new Set(renders)]).toEqual(["", "3,4,5", "4,5,6"]);
});

it("lists none with the limit 0", async () => {
  const { server, tree } = harness();
  const stream = server.stream().open();
  const List = () => <output>{useSSEEvents("n", { limit: 0 }).length}</output>;
  const { rerender } = render(tree(null));
  for (let n = 1; n <= 3; n++) stream.send(frame("n", n, `x:${n}`));
  await draw();
  rerender(tree(<List />));
  for (let n = 4; n <= 6; n++) stream.send(frame("n", n, `x:${n}`));
  await draw();
  expect(screen.getByRole("status").textContent).toBe("0");
});

it("lists the client's cached events", async () => {
  const { server, tree } = harness({ cache: { max: 2 } });
  const stream = server.stream().open();
  const List = () => <output>{useSSEEvents("n").map(({ data }) => `${data} `)}</output>;
  const { rerender } = render(tree(null));
  for (let n = 1; n <= 3; n++) stream.send(frame("n", n, `x:${n}`));
  await draw();
  rerender(tree(<List />));
  expect(screen.getByRole("status").textContent).toBe("2 3 ");
});

it("renders after a delay in a page without animation frames", () => {
  vi.useFakeTimers();
  try {
    const { client, tree } = harness();
    render(tree(<Status />));
    act(() => client.close());
    expect(screen.getByRole("status").textContent).not.toBe("closed");
    act(() => vi.advanceTimersByTime(250));
    expect(screen.getByRole("status").textContent).toBe("closed");
  } finally {
    vi.useRealTimers();
  }
});

it("renders a part of the status only when that part changes", async () => {
  const { server, tree } = harness();
  const stream = server.stream().open();
  let renders = 0;
  function Part() {
    renders += 1;
    return <output>{useSSEStatus(({ state }) => state)}</output>;
  }
  render(tree(<Part />));
  await draw();
  const before = renders;
  stream.send(frame("n", 1, "x:1"));
  await draw();
  expect(renders).toBe(before);
  stream.end();
  await draw();
  expect(screen.getByRole("status").textContent).toBe("reconnecting");
});

it("shows the connection in words, which can be replaced", async () => {
  const { server, tree } = harness();
  server.stream().open();
  render(tree(<ConnectionIndicator className="mine" labels={{ open: "Verbunden" }} />));
  expect(screen.getByRole("status").textContent).toMatch("Connecting…");
  await draw();
  const indicator = screen.getByRole("status");
  expect(indicator.textContent).toBe("Verbunden");
  expect([indicator.className, indicator.dataset["state"]]).toEqual(["mine", "open"]);
});

it("shows delayed events while the server cannot reach its log", async () => {
  const { server, tree } = harness();
  const stream = server.stream().open();
  render(tree(<ConnectionIndicator />));
  await draw();
  stream.send(frame("tidings.stale", { since: "2026-11-30T01:02:03Z" }));
  await draw();
  const indicator = screen.getByRole("status");
  expect([indicator.textContent, indicator.dataset["state"]]).toEqual(["Delayed", "stale"]);
  stream.send(frame("tidings.fresh", {}));
  await draw();
  expect([indicator.textContent, indicator.dataset["state"]]).toEqual(["Live", "open"]);
});

it("throws without a provider", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(() => render(<Status />)).toThrow("useSSEClient needs an SSEProvider above the component");
});
