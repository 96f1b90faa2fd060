import { fireEvent, screen } from "@testing-library/react";
import { frame } from "@tidings/client/testing";
import { expect, it, vi } from "vitest";
import {
  DONE,
  harness,
  lastRound,
  rest,
  round,
  STARTED,
  says,
  setUpChatPage,
  wire,
} from "./chatHarness.tsx";

setUpChatPage();

it("watches the active run of a conversation without starting it again", async () => {
  const conversation = { id: "cv-1", kind: "chat", title: "T", tags: [], status: "active" };
  const h = harness("cv-1", { "cv-1": { ...conversation, rounds: [round("running")] } });
  await rest();
  expect(h.requested("/api/runs/r-1/events")).toHaveLength(1);
  h.runs[0]?.send(wire([STARTED, says("still here")]));
  await vi.waitFor(() => expect(lastRound().textContent).toContain("still here"));
  expect(lastRound().textContent).toContain("Hello");
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  await rest();
  expect(h.posts("/api/runs/r-1/cancel")).toHaveLength(1);
  const cancelled = { error: { message: "", type: "cancelled" } };
  h.runs[0]?.send(wire([cancelled, DONE], 3));
  await vi.waitFor(() => expect(lastRound().textContent).toContain("Cancelled"));
  expect(lastRound().textContent).toContain("still here");
});

it("watches a run that another tab starts in the conversation", async () => {
  const conversation = { id: "cv-1", kind: "chat", title: "T", tags: [], status: "active" };
  const stored = { "cv-1": { ...conversation, rounds: [] as object[] } };
  const h = harness("cv-1", stored);
  await rest();
  stored["cv-1"].rounds = [round("running")];
  const data = { run_id: "r-1", conversation_id: "cv-1", kind: "chat", state: "running" };
  h.events.send(frame("run.started", data, "x:1"));
  await vi.waitFor(() => expect(h.requested("/api/runs/r-1/events")).toHaveLength(1));
  expect(screen.getByRole("list", { name: "Conversations" }).textContent).toContain("Running");
});

const OTHER = { id: "cv-2", kind: "chat", title: "Other", tags: [], status: "active" };
const conversations = () => screen.getByRole("list", { name: "Conversations" }).textContent;

it("shows after a reload which conversations have an active run", async () => {
  const runs = [{ run_id: "r-2", conversation_id: "cv-2", state: "running" }];
  const h = harness(undefined, { "cv-2": { ...OTHER, rounds: [] } }, runs);
  await vi.waitFor(() => expect(conversations()).toContain("Running"));
  // The server may still list the run, but the event says that it has ended.
  const data = { run_id: "r-2", conversation_id: "cv-2", kind: "chat", state: "completed" };
  h.events.send(frame("run.completed", data, "x:1"));
  h.events.send(frame("tidings.gap", { reason: "overflow" }));
  await vi.waitFor(() => expect(h.requested("/api/runs")).toHaveLength(2));
  await rest();
  expect(conversations()).not.toContain("Running");
});

it("shows the list when the active runs cannot be loaded", async () => {
  harness(undefined, { "cv-2": { ...OTHER, rounds: [] } }, new TypeError("no network"));
  await vi.waitFor(() => expect(conversations()).toContain("Other"));
  expect(screen.queryByRole("alert")).toBeNull();
});

it("shows a title that a conversation gets later, in the list and in the head", async () => {
  const stored = { "cv-2": { ...OTHER, title: "", rounds: [round("completed")] } };
  const h = harness("cv-2", stored);
  await vi.waitFor(() => expect(conversations()).toContain("Untitled"));
  stored["cv-2"].title = "About paper";
  const { rounds: _, ...data } = stored["cv-2"];
  h.events.send(frame("conversation.updated", data, "x:1"));
  await vi.waitFor(() => expect(conversations()).toContain("About paper"));
  await vi.waitFor(() => {
    expect(screen.getByRole("heading", { name: "About paper" })).toBeTruthy();
  });
});

it("shows the status and the output of stored runs", async () => {
  const conversation = { id: "cv-1", kind: "chat", title: "T", tags: ["a"], status: "favourite" };
  const message = { role: "assistant", content: "half" };
  harness("cv-1", { "cv-1": { ...conversation, rounds: [round("failed", [message])] } });
  await vi.waitFor(() => expect(lastRound().textContent).toContain("half"));
  expect(screen.getByTestId("run-state").textContent).toBe("Failed");
});

it("reports a missing conversation", async () => {
  harness("cv-9");
  await vi.waitFor(() => {
    expect(screen.getByRole("alert").textContent).toContain("This conversation does not exist");
  });
});
