import { act, cleanup, render, screen } from "@testing-library/react";
import { createClient } from "@tidings/client";
import { FakeClock, frame, ScriptedServer, settle } from "@tidings/client/testing";
import { SSEProvider, useSSE, useSSEStatus } from "@tidings/react";
import { type ReactNode, StrictMode, useState } from "react";
import { afterEach, expect, it, vi } from "vitest";

afterEach(cleanup);

function harness() {
  const server = new ScriptedServer();
  const client = createClient({ fetch: server.fetch, clock: new FakeClock(), random: () => 1 });
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
  expect(screen.getByRole("status").textContent).toBe("connecting");
  await act(settle);
  expect(screen.getByRole("status").textContent).toBe("open");
  expect(server.requests).toHaveLength(1);
  unmount();
  expect(client.status.get().state).toBe("closed");
  expect(server.last.signal?.aborted).toBe(true);
});

it("hands on every event of the type, even those of one chunk, each once", async () => {
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

it("follows a type that changes", async () => {
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

it("says so where there is no provider", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(() => render(<Status />)).toThrow("There is no SSEProvider above");
});
