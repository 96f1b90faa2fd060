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

it("asks the model that is chosen, shows the answer as it comes, and goes to its conversation", async () => {
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

it("sends with Enter, but not with Shift, nor while an input method composes", async () => {
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

it("sends nothing that is empty, and nothing while an answer comes", async () => {
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

it("says that it is unknown whether a run was started, and starts no other", async () => {
  const h = harness();
  await rest();
  h.server.answer(new TypeError("no network"));
  await say("Hello");
  // It is looked for first, behind the pause of a reconnect.
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
