import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createClient } from "@tidings/client";
import { createSession } from "@tidings/client/session";
import { FakeClock, FakePage, frame, ScriptedServer, settle } from "@tidings/client/testing";
import { SSEProvider, useSession } from "@tidings/react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";

afterEach(cleanup);

const URLS = { signInUrl: "/auth/login", signOutUrl: "/auth/logout" };
const ALICE = { user: "u-1", name: "Alice", expires: "1970-01-01T01:00:00Z", ...URLS };

function harness() {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const pages: string[] = [];
  const session = createSession({
    fetch: server.fetch,
    clock,
    page: new FakePage(),
    autoSignIn: false,
    address: {
      get: () => "/orders",
      replace: () => undefined,
      go: (address) => pages.push(address),
      reload: () => undefined,
    },
  });
  const client = createClient({
    fetch: server.fetch,
    clock,
    page: new FakePage(),
    random: () => 1,
    headers: session.headers,
    onError: () => undefined,
  });
  return { server, session, client, pages };
}

function Account() {
  const me = useSession();
  if (me.kind === "signed-in") {
    return <button onClick={() => void me.signOut()} type="button">{`Sign ${me.name} out`}</button>;
  }
  if (me.kind === "signed-out") {
    return <button onClick={() => me.signIn()} type="button">{`Sign in: ${me.reason}`}</button>;
  }
  return <output>{me.kind}</output>;
}

const label = () => screen.getByRole("button").textContent;

it("shows who is signed in, checks once, and signs out and in", async () => {
  const { server, session, client, pages } = harness();
  server.answer(Response.json(ALICE));
  server.stream().open();
  render(
    <StrictMode>
      <SSEProvider client={client} session={session}>
        <Account />
      </SSEProvider>
    </StrictMode>,
  );
  expect(screen.getByRole("status").textContent).toBe("checking");
  await act(settle);
  expect(label()).toBe("Sign Alice out");
  expect(server.requests.map(({ url }) => url)).toEqual(["/auth/me", "/api/events"]);

  server.answer(Response.json({ location: "/bye" }));
  fireEvent.click(screen.getByRole("button"));
  await act(settle);
  expect(label()).toBe("Sign in: signed-out");
  fireEvent.click(screen.getByRole("button"));
  expect(pages).toEqual(["/bye", "/auth/login?return=%2Forders"]);
  session.close();
});

it("learns of the end of the session from the provider's client, and keeps the page", async () => {
  const { server, session, client, pages } = harness();
  server.answer(Response.json(ALICE));
  const stream = server.stream().open();
  render(
    <SSEProvider client={client} session={session}>
      <input defaultValue="" />
      <Account />
    </SSEProvider>,
  );
  await act(settle);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "a draft" } });
  server.answer(Response.json({ expired: false, ...URLS }));
  stream.send(frame("tidings.close", { code: 1002, reason: "revoked", reconnect: false }));
  await act(settle);
  await act(settle);
  expect(label()).toBe("Sign in: ended");
  expect(screen.getByRole("textbox")).toHaveProperty("value", "a draft");
  expect(pages).toEqual([]);
});

it("takes a session that no provider has, and that of an outer provider", async () => {
  const { server, session, client } = harness();
  server.answerAll(({ url }) => (url === "/auth/me" ? Response.json(ALICE) : "never"));
  const Own = () => <p>{useSession(session).kind}</p>;
  const view = render(<Own />);
  await act(settle);
  expect(screen.getByText("signed-in")).toBeTruthy();
  view.rerender(
    <SSEProvider client={client} session={session}>
      <SSEProvider client={client}>
        <Account />
      </SSEProvider>
    </SSEProvider>,
  );
  expect(label()).toBe("Sign Alice out");
  session.close();
});

it("needs a session", () => {
  const logged = vi.spyOn(console, "error").mockReturnValue();
  expect(() => render(<Account />)).toThrow("useSession needs a session");
  logged.mockRestore();
});

it("is checking on a server, without a request", () => {
  const { server, session, client } = harness();
  const page = renderToString(
    <SSEProvider client={client} session={session}>
      <Account />
    </SSEProvider>,
  );
  expect(page).toBe("<output>checking</output>");
  expect(server.requests).toEqual([]);
});
