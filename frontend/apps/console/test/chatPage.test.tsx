import { fireEvent, screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import {
  box,
  DONE,
  harness,
  lastRound,
  rest,
  STARTED,
  say,
  says,
  setUpChatPage,
  wire,
} from "./chatHarness.tsx";

setUpChatPage();

it("sends a prompt to the selected model, shows the stream, and opens its conversation", async () => {
  const h = harness();
  await say("Hello");
  expect(JSON.parse(h.posts("/api/chat/completions")[0]?.body ?? "")).toEqual({
    user_prompt: "Hello",
    model_name: "scripted",
    mcp_servers: [],
    stream: true,
  });
  expect(box()).toHaveProperty("value", "");
  expect(lastRound().textContent).toContain("Starting");
  h.runs[0]?.send(wire([STARTED, says("Hi *you*")]));
  await vi.waitFor(() => expect(lastRound().textContent).toContain("Hi you"));
  expect(h.navigation.get()).toMatchObject({ page: "chat", item: "cv-1" });
  h.runs[0]?.send(wire([DONE], 3));
  await vi.waitFor(() => expect(screen.getByRole("button", { name: "Send" })).toBeTruthy());
  expect(h.announcer.get()).not.toBe("");
});

it("labels the scripted model", async () => {
  harness();
  await rest();
  const options = within(screen.getByRole("combobox", { name: "Model" })).getAllByRole("option");
  expect(options.map(({ textContent }) => textContent)).toEqual([
    "scripted (fixed answers)",
    "other",
  ]);
});

it("sends with Enter, but not with Shift or during a composition", async () => {
  const h = harness();
  await rest();
  fireEvent.change(box(), { target: { value: "ni" } });
  fireEvent.keyDown(box(), { key: "Enter", shiftKey: true });
  fireEvent.keyDown(box(), { key: "Enter", isComposing: true });
  fireEvent.keyDown(box(), { key: "Enter", keyCode: 229 });
  await rest();
  expect(h.posts("/api/chat/completions")).toHaveLength(0);
  fireEvent.keyDown(box(), { key: "Enter" });
  await rest();
  expect(h.posts("/api/chat/completions")).toHaveLength(1);
});

it("sends no empty message, and none during an answer", async () => {
  const h = harness();
  await say("   ");
  expect(h.posts("/api/chat/completions")).toHaveLength(0);
  await say("One");
  await say("Two");
  expect(h.posts("/api/chat/completions")).toHaveLength(1);
  expect(box()).toHaveProperty("value", "Two");
});

it("runs agents and graphs", async () => {
  const h = harness();
  await rest();
  fireEvent.click(screen.getByRole("radio", { name: "Graph" }));
  await say("Look");
  expect(JSON.parse(h.posts("/api/graphs/execute")[0]?.body ?? "")).toMatchObject({
    graph_name: "review",
    input_text: "Look",
  });
  h.runs[0]?.send(wire([DONE]));
  await vi.waitFor(() => screen.getByRole("button", { name: "Send" }));
  fireEvent.click(screen.getByRole("radio", { name: "Agent" }));
  const kind = screen.getByRole("combobox", { name: "Agent type" });
  fireEvent.change(kind, { target: { value: "graph" } });
  await say("Make");
  expect(JSON.parse(h.posts("/api/agents/run")[0]?.body ?? "")).toMatchObject({
    requirement: "Make",
    agent_type: "graph",
  });
});

it("reports that a run may have started, and starts no other", async () => {
  const h = harness();
  await rest();
  h.server.answer(new TypeError("no network"));
  await say("Hello");
  // The search for the run comes first, after the wait of a reconnect.
  await vi.waitFor(
    () => expect(screen.getByRole("alert").textContent).toMatch(/may have started/),
    {
      timeout: 10_000,
    },
  );
  expect(h.posts("/api/chat/completions")).toHaveLength(1);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await rest();
  expect(h.posts("/api/chat/completions")).toHaveLength(2);
}, 15_000);
