import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { ScriptedServer, settle } from "@tidings/client/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "../src/app/App.tsx";
import { Drafts } from "../src/app/drafts.ts";
import { LanguageProvider } from "../src/i18n/LanguageProvider.tsx";
import { LanguageChoice } from "../src/i18n/language.ts";
import { ConsoleSession } from "../src/identity/session.ts";

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/");
  Object.defineProperty(document, "fonts", { configurable: true, value: new EventTarget() });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const INITIAL = { text: "", count: 0, list: [] as readonly string[] };

it("keeps what a user has entered across a reload", () => {
  const drafts = new Drafts(sessionStorage, "alice");
  expect(drafts.get("form", INITIAL)).toBe(INITIAL);
  drafts.set("form", { text: "a", count: 2, list: ["x"] });
  drafts.set("message", "Hello");
  drafts.set("gone", "x");
  drafts.set("gone", undefined);
  const reloaded = new Drafts(sessionStorage, "alice");
  expect(reloaded.get("form", INITIAL)).toEqual({ text: "a", count: 2, list: ["x"] });
  expect(reloaded.get("message", "")).toBe("Hello");
  expect(reloaded.get("gone", "none")).toBe("none");
  reloaded.clear();
  expect(reloaded.get("message", "")).toBe("");
  expect(sessionStorage).toHaveLength(0);
});

it("shows them to no other user, and removes them", () => {
  new Drafts(sessionStorage, "alice").set("message", "Hello");
  expect(new Drafts(sessionStorage, "bob").get("message", "")).toBe("");
  expect(new Drafts(sessionStorage, "alice").get("message", "")).toBe("");
});

it.each(["{", "null", "[]", '{"user":"alice"}', '{"user":"alice","values":[]}'])(
  "ignores the stored text %s",
  (text) => {
    sessionStorage.setItem("tidings.drafts", text);
    expect(new Drafts(sessionStorage, "alice").get("form", INITIAL)).toBe(INITIAL);
    expect(sessionStorage).toHaveLength(0);
  },
);

it("takes only fields of the same form from another version", () => {
  const values = { form: { text: 1, count: 2, list: {}, other: true }, message: ["Hello"] };
  sessionStorage.setItem("tidings.drafts", JSON.stringify({ user: "alice", values }));
  const drafts = new Drafts(sessionStorage, "alice");
  expect(drafts.get("form", INITIAL)).toEqual({ text: "", count: 2, list: [] });
  expect(drafts.get("message", "")).toBe("");
});

it("keeps the page's drafts in a full storage until a reload", () => {
  const storage = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => undefined,
  };
  const drafts = new Drafts(storage, "alice");
  drafts.set("message", "Hello");
  expect(drafts.get("message", "")).toBe("Hello");
});

const URLS = { signInUrl: "/auth/login", signOutUrl: "/auth/logout" };
const ALICE = { user: "u-1", name: "Alice", roles: ["publisher"], ...URLS };

const CONVERSATION = { id: "cv-1", kind: "chat", title: "A chat", rounds: [] };

/** The console of a user with a session. `server.me` is what the server says of the browser. */
function harness(me: object) {
  const server = new ScriptedServer();
  const state = { me };
  server.answerAll(({ url, method }) => {
    if (url === "/auth/me") return Response.json(state.me);
    if (url === "/auth/refresh") return Response.json({}, { status: 401 });
    if (url === "/auth/logout") return Response.json({ location: "/" });
    if (url === "/api/conversations/cv-1") return Response.json(CONVERSATION);
    return url.startsWith("/api/events") && method === "GET"
      ? "never"
      : Response.json({ conversations: [], runs: [], data: [], servers: [], graphs: [] });
  });
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("reportError", () => undefined);
  const pages: string[] = [];
  const session = new ConsoleSession({
    storage: sessionStorage,
    autoSignIn: false,
    address: {
      get: () => location.pathname + location.search + location.hash,
      replace: (url) => history.replaceState(null, "", url),
      go: (url) => pages.push(url),
      reload: () => undefined,
    },
  });
  const choice = new LanguageChoice({ storage: localStorage, preferred: ["en"] });
  const show = () =>
    render(
      <MantineProvider env="test">
        <LanguageProvider choice={choice}>
          <App session={session} />
        </LanguageProvider>
      </MantineProvider>,
    );
  return { state, session, pages, show };
}

async function rest(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await act(settle);
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const message = () =>
  // The page of the chat is loaded first.
  screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Message" }, { timeout: 30_000 });

it("keeps the view, the filter and the drafts across the sign-in after a lost session", async () => {
  history.replaceState(null, "", "/?filter=type%3Aorders.*");
  const before = harness(ALICE);
  const first = before.show();
  await rest();
  fireEvent.change(field("Type"), { target: { value: "orders.paid" } });
  fireEvent.change(field("Topic"), { target: { value: "orders/eu" } });
  await act(async () => {
    location.hash = "#chat/cv-1";
    window.dispatchEvent(new Event("hashchange"));
    await settle();
  });
  fireEvent.change(await message(), { target: { value: "A long question" } });

  before.state.me = { expired: true, ...URLS };
  await act(() => before.session.headers({ refresh: true }).catch(() => undefined));
  const alert = screen.getByRole("alert");
  expect(alert.textContent).toContain("Your session has ended.");
  fireEvent.keyDown(await message(), { key: "Enter" });
  expect(screen.getByRole("button", { name: "Send" })).toHaveProperty("disabled", true);
  expect(await message()).toHaveProperty("value", "A long question");
  expect(before.pages).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Sign in again" }));
  const back = "/?filter=type%3Aorders.*#chat/cv-1";
  expect(before.pages).toEqual([`/auth/login?return=${encodeURIComponent(back)}`]);
  first.unmount();

  history.replaceState(null, "", back);
  harness(ALICE).show();
  await rest();
  expect(screen.queryByText(/Your session has ended/)).toBeNull();
  expect(await message()).toHaveProperty("value", "A long question");
  await act(async () => {
    location.hash = "#live";
    window.dispatchEvent(new Event("hashchange"));
    await settle();
  });
  expect(field("Type").value).toBe("orders.paid");
  expect(field("Topic").value).toBe("orders/eu");
  expect(screen.getByText("type:orders.*")).toBeTruthy();
});

it("removes the banner as soon as the user signs in again in another tab", async () => {
  const { state, session, show } = harness(ALICE);
  show();
  await rest();
  state.me = { expired: true, ...URLS };
  await act(() => session.headers({ refresh: true }).catch(() => undefined));
  expect(screen.getByRole("alert")).toBeTruthy();
  state.me = ALICE;
  await act(() => session.check());
  expect(screen.queryByRole("alert")).toBeNull();
});

it("removes all drafts at a sign-out", async () => {
  const { session, show } = harness(ALICE);
  show();
  await rest();
  fireEvent.change(field("Type"), { target: { value: "orders.paid" } });
  expect(sessionStorage.getItem("tidings.drafts")).toContain("orders.paid");
  await act(() => session.signOut());
  expect(sessionStorage.getItem("tidings.drafts")).toBeNull();
  expect(screen.getByRole("link", { name: "Sign in" })).toBeTruthy();
});

it.each([
  { who: "a publisher", more: { roles: ["publisher"] }, publishes: true, reads: false },
  {
    who: "a grant",
    more: { roles: [], grants: { publish: ["a/*"] } },
    publishes: true,
    reads: false,
  },
  { who: "an administrator", more: { roles: ["admin"] }, publishes: false, reads: true },
  { who: "a reader", more: { roles: [] }, publishes: false, reads: false },
])("offers $who the form and the pages of its roles", async ({ more, publishes, reads }) => {
  harness({ ...ALICE, ...more }).show();
  await rest();
  expect(screen.queryAllByRole("form", { name: "Publish an event" })).toHaveLength(+publishes);
  // On a wide screen it has no role.
  const buttons = document.querySelectorAll('button[aria-label="Publish an event"]');
  expect(buttons).toHaveLength(+publishes);
  expect(screen.queryAllByText(/Publish one to try it/)).toHaveLength(+publishes);
  expect(screen.queryAllByRole("link", { name: "Dead letters" })).toHaveLength(+reads);
});
