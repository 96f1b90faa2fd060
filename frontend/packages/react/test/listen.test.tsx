import { act, cleanup, render } from "@testing-library/react";
import { type ClientOptions, createClient } from "@tidings/client";
import { FakeBrowser, FakePage, FakeServer, settle } from "@tidings/client/testing";
import { SSEProvider, type UseSSEOptions, useSSE } from "@tidings/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

afterEach(cleanup);

function harness(options: ClientOptions = {}) {
  const server = new FakeServer();
  const client = createClient({ ...server.options, page: new FakePage(), ...options });
  const tree = (children: ReactNode) => (
    <StrictMode>
      <SSEProvider client={client}>{children}</SSEProvider>
    </StrictMode>
  );
  return { server, client, tree };
}

type ListenerProps = Omit<UseSSEOptions, "onEvent"> & {
  readonly types: string | readonly string[];
  readonly seen: unknown[];
};

function Listener({ types, seen, ...options }: ListenerProps) {
  useSSE(types, { ...options, onEvent: ({ type, data }) => seen.push(`${type} ${data}`) });
  return null;
}

describe("several types", () => {
  it("reach the handler, each event once and in order", async () => {
    const { server, tree } = harness();
    const seen: unknown[] = [];
    render(tree(<Listener types={["a", "b.*", "b.c", "**", "tidings.gap"]} seen={seen} />));
    for (const type of ["a", "b.c", "other", "b.d"]) await act(() => server.emit(type, 1));
    await act(() => server.gap());
    expect(seen).toEqual(["a 1", "b.c 1", "other 1", "b.d 1", "tidings.gap [object Object]"]);
  });

  it("are not subscribed to again while they are the same", () => {
    const { client, tree } = harness();
    const on = vi.spyOn(client, "on");
    const seen: unknown[] = [];
    const { rerender } = render(tree(<Listener types={["a", "b"]} seen={seen} />));
    const calls = on.mock.calls.length;
    rerender(tree(<Listener types={["a", "b"]} seen={seen} />));
    expect(on.mock.calls).toHaveLength(calls);
    rerender(tree(<Listener types={["a", "c"]} seen={seen} />));
    expect(on.mock.calls.slice(calls).map(([type]) => type)).toEqual(["a", "c"]);
  });

  it("may be none", async () => {
    const { server, tree } = harness();
    const seen: unknown[] = [];
    render(tree(<Listener types={[]} seen={seen} />));
    await act(() => server.emit("a", 1));
    expect(seen).toEqual([]);
  });
});

describe("enabled", () => {
  it("decides whether the component listens", async () => {
    const { server, tree } = harness();
    const seen: unknown[] = [];
    const show = (enabled: boolean) => tree(<Listener types="a" enabled={enabled} seen={seen} />);
    const { rerender } = render(show(false));
    await act(() => server.emit("a", 1));
    rerender(show(true));
    await act(() => server.emit("a", 2));
    rerender(show(false));
    await act(() => server.emit("a", 3));
    expect(seen).toEqual(["a 2"]);
  });
});

describe("throttle", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  async function throttled(emitted: readonly string[]) {
    const h = harness();
    const seen: unknown[] = [];
    const view = render(h.tree(<Listener types="**" throttle={100} seen={seen} />));
    for (const [i, type] of emitted.entries()) await act(() => h.server.emit(type, i));
    return { ...h, ...view, seen };
  }

  it("passes the first event at once, then the newest of each type, in their order", async () => {
    const { seen } = await throttled(["a", "a", "b", "a", "c", "b"]);
    expect(seen).toEqual(["a 0"]);
    vi.advanceTimersByTime(99);
    expect(seen).toEqual(["a 0"]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(["a 0", "a 3", "c 4", "b 5"]);
    vi.advanceTimersByTime(1000);
    expect(seen).toHaveLength(4);
  });

  it("waits for the interval after a flush, too, and is at once after a quiet one", async () => {
    const { server, seen } = await throttled(["a", "a"]);
    vi.advanceTimersByTime(100);
    await act(() => server.emit("a", 2));
    expect(seen).toEqual(["a 0", "a 1"]);
    vi.advanceTimersByTime(100);
    expect(seen).toEqual(["a 0", "a 1", "a 2"]);
    vi.advanceTimersByTime(100);
    await act(() => server.emit("a", 3));
    expect(seen).toEqual(["a 0", "a 1", "a 2", "a 3"]);
  });

  it("drops what waits when the component is unmounted", async () => {
    const { seen, unmount } = await throttled(["a", "a"]);
    unmount();
    vi.advanceTimersByTime(1000);
    expect(seen).toEqual(["a 0"]);
  });

  it("passes every event on without it", async () => {
    const { server, tree } = harness();
    const seen: unknown[] = [];
    render(tree(<Listener types="a" seen={seen} />));
    for (let i = 0; i < 5; i++) await act(() => server.emit("a", i));
    expect(seen).toHaveLength(5);
  });

  it("delivers the other events where the handler throws for one", async () => {
    const reported: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
    const { server, tree } = harness();
    const seen: string[] = [];
    function Throwing() {
      useSSE("**", {
        throttle: 100,
        onEvent: ({ type }) => {
          if (type === "b") throw new Error("mine");
          seen.push(type);
        },
      });
      return null;
    }
    render(tree(<Throwing />));
    for (const type of ["a", "b", "c"]) await act(() => server.emit(type));
    vi.advanceTimersByTime(100);
    expect([seen, reported.map(String)]).toEqual([["a", "c"], ["Error: mine"]]);
    vi.unstubAllGlobals();
  });
});

describe("StrictMode", () => {
  it.each([false, true])("asks for headers once, share: %s", async (share) => {
    const tab = new FakeBrowser().openTab();
    const { locks, openChannel } = tab;
    let calls = 0;
    const headers = () => {
      calls += 1;
      return {};
    };
    const { server, client, tree } = harness({ headers, share, locks, openChannel });
    render(tree(null));
    await act(settle);
    await act(settle);
    expect([client.status.get().state, calls, server.requests.length]).toEqual(["open", 1, 1]);
  });
});
