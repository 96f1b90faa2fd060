import { createClient } from "@tidings/client";
import { createSession } from "@tidings/client/session";
import { FakeClock, frame, ScriptedServer, settle } from "@tidings/client/testing";
import {
  ConnectionIndicator,
  SSEProvider,
  useSession,
  useSSE,
  useSSEConnection,
  useSSEEvents,
} from "@tidings/react";
import { act, StrictMode, version } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

function setup() {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const client = createClient({ fetch: server.fetch, clock, random: () => 1 });
  const heard: unknown[] = [];
  function Page({ label }: { readonly label: string }) {
    useSSE("a", { onEvent: ({ data }) => heard.push(`${label} ${data}`) });
    const events = useSSEEvents("a");
    const { enhancedStreamingState } = useSSEConnection({ fetch: server.fetch, clock });
    return (
      <p>
        {events.length} {enhancedStreamingState.status} <ConnectionIndicator />
      </p>
    );
  }
  const app = (label: string) => (
    <StrictMode>
      <SSEProvider client={client}>
        <Page label={label} />
      </SSEProvider>
    </StrictMode>
  );
  return { server, client, heard, app };
}

it("is React 18", () => expect(version).toMatch(/^18\./));

it("delivers to React 18, always with the values of the last render", async () => {
  const { server, client, heard, app } = setup();
  server.answerAll(() => "never");
  const page = document.createElement("div");
  const root = createRoot(page);
  await act(() => root.render(app("first")));
  client.close();
  const stream = server.stream().open();
  await act(async () => {
    client.connect();
    await settle();
  });
  await act(async () => {
    stream.send(frame("a", 1, "x:1"));
    await settle();
  });
  await act(() => root.render(app("second")));
  await act(async () => {
    stream.send(frame("a", 2, "x:2"));
    await settle();
  });
  expect(heard).toEqual(["first 1", "second 2"]);
  await vi.waitFor(() => expect(page.textContent).toBe("2 idle Live"));
  await act(() => root.unmount());
});

it("renders on a server without a warning", () => {
  const warned = vi.spyOn(console, "error");
  expect(renderToString(setup().app("server"))).toContain("Not connected");
  expect(warned).not.toHaveBeenCalled();
});

it("has the session in React 18, on a server, too", async () => {
  const server = new ScriptedServer();
  server.answer(Response.json({ user: "u-1" }));
  const session = createSession({ fetch: server.fetch });
  function Account() {
    const me = useSession(session);
    return <p>{me.kind === "signed-in" ? me.name : me.kind}</p>;
  }
  expect(renderToString(<Account />)).toBe("<p>checking</p>");
  const page = document.createElement("div");
  const root = createRoot(page);
  await act(async () => {
    root.render(
      <StrictMode>
        <Account />
      </StrictMode>,
    );
    await settle();
  });
  expect(page.textContent).toBe("u-1");
  expect(server.requests).toHaveLength(1);
  await act(() => root.unmount());
});
