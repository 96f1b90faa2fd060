import { cleanup } from "@testing-library/react";
import { createClient } from "@tidings/client";
import { FakeServer } from "@tidings/client/testing";
import {
  ConnectionIndicator,
  useSSE,
  useSSEClient,
  useSSEEvents,
  useSSEStatus,
} from "@tidings/react";
import { renderWithTidings } from "@tidings/react/testing";
import { createContext, type ReactNode, useContext, useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

// The test needs no animation frame, and no timer.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function Orders() {
  const orders = useSSEEvents("order.*");
  const [gaps, setGaps] = useState(0);
  useSSE("tidings.gap", { onEvent: () => setGaps(gaps + 1) });
  const client = useSSEClient();
  const { state } = useSSEStatus();
  return (
    <main>
      <ConnectionIndicator /> {orders.map(({ data }) => String(data)).join()} gaps {gaps} {state}
      <button onClick={() => void client.publish({ type: "order.new", data: 1 })} type="button">
        Order
      </button>
    </main>
  );
}

const text = ({ container }: { readonly container: HTMLElement }) => container.textContent;

it("renders what the server emits, without a wait", async () => {
  const view = renderWithTidings(<Orders />);
  expect(text(view)).toContain("Connecting…");
  await view.server.emit("order.paid", 1);
  await view.server.emit("other", 2);
  await view.server.emit("order.sent", 3);
  expect(text(view)).toBe("Live 1,3 gaps 0 openOrder");
});

it("shows an interruption, and what was missed", async () => {
  const view = renderWithTidings(<Orders />);
  await view.server.emit("order.paid", 1);
  await view.server.disconnect();
  await view.server.emit("order.paid", 2);
  expect(text(view)).toBe("Reconnecting… 1 gaps 0 reconnectingOrder");
  await view.server.advance(5000);
  expect(text(view)).toContain("reconnecting");
  await view.server.reconnect();
  expect(text(view)).toBe("Live 1,2 gaps 0 openOrder");
});

it("reports gaps", async () => {
  const view = renderWithTidings(<Orders />);
  await view.server.gap();
  await view.server.gap("epoch");
  expect(text(view)).toContain("gaps 2");
});

it("has what the component published, its client, and a server of the test", async () => {
  const fake = new FakeServer();
  const client = createClient({ ...fake.options, url: "/prefix/api" });
  const view = renderWithTidings(<Orders />, { server: fake, client });
  view.getByRole("button").click();
  await view.server.advance(0);
  expect(fake.published).toMatchObject([{ type: "order.new", data: 1 }]);
  expect(view.server.fake).toBe(fake);
  expect(view.client).toBe(client);
  expect(fake.requests.map(({ url }) => url)).toEqual(["/prefix/api/events", "/prefix/api/events"]);
});

it("renders within a wrapper of the test", async () => {
  const Words = createContext("none");
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <Words.Provider value="mine">{children}</Words.Provider>
  );
  const Word = () => <p>{useContext(Words)}</p>;
  const view = renderWithTidings(<Word />, { wrapper });
  expect(text(view)).toBe("mine");
  await view.server.emit("a");
  view.rerender(<Orders />);
  expect(text(view)).toContain("Live");
});

it("closes the client with the view", async () => {
  const view = renderWithTidings(<Orders />);
  await view.server.emit("a");
  expect(view.server.fake.openStreams).toBe(1);
  view.unmount();
  expect(view.client.status.get().state).toBe("closed");
});
