import { createClient } from "@tidings/client";
import { FakeServer, settle } from "@tidings/client/testing";
import { expect, it } from "vitest";

function harness() {
  const server = new FakeServer();
  const client = createClient({ ...server.options, types: ["task.*"] });
  const received: unknown[] = [];
  client.on("**", ({ type, data }) => received.push([type, data]));
  client.on("tidings.gap", ({ data }) => received.push(data.reason));
  client.connect();
  return { server, client, received };
}

it("delivers what is emitted right after `connect`, with its data", async () => {
  const { server, client, received } = harness();
  await server.emit("task.progress", { percent: 40 });
  await server.emit("task.done");
  expect(received).toEqual([
    ["task.progress", { percent: 40 }],
    ["task.done", null],
  ]);
  expect([client.status.get().state, server.openStreams]).toEqual(["open", 1]);
  expect(server.requests.map(({ url }) => url)).toEqual(["/api/events?types=task.*"]);
});

it("reports gaps", async () => {
  const { server, received } = harness();
  await server.gap();
  await server.gap("epoch");
  expect(received).toEqual(["expired", "epoch"]);
});

it("is unreachable after `disconnect`, and later replays what was missed, once", async () => {
  const { server, client, received } = harness();
  await server.emit("a", 1);
  await server.disconnect();
  expect(client.status.get().state).toBe("reconnecting");
  await server.emit("b", 2);
  await server.advance(1000);
  expect([client.status.get().state, received]).toEqual(["reconnecting", [["a", 1]]]);
  await server.reconnect();
  await server.emit("c", 3);
  expect(received).toEqual([
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);
  expect(client.status.get().state).toBe("open");
  expect(server.errors.map(String)).toEqual(["TypeError: The fake server is disconnected"]);
});

it("replays from the start for a client that had no event before the interruption", async () => {
  const { server, received } = harness();
  await settle();
  await server.disconnect();
  await server.emit("a", 1);
  await server.reconnect();
  expect(received).toEqual([["a", 1]]);
});

it("does not replay to a new client", async () => {
  const { server } = harness();
  await server.emit("a", 1);
  const other = createClient(server.options);
  const received: unknown[] = [];
  other.on("**", ({ data }) => received.push(data));
  other.connect();
  await server.emit("b", 2);
  expect(received).toEqual([2]);
  expect(server.openStreams).toBe(2);
  other.close();
  await settle();
  expect(server.openStreams).toBe(1);
});

it("collects what is published, and refuses other paths", async () => {
  const { server, client } = harness();
  const receipt = await client.publish({ type: "a", data: 1, id: "mine", user: "bob" });
  expect(receipt).toEqual({ accepted: 1, duplicates: 0, cursor: "fake:0" });
  expect(server.published).toEqual([{ type: "a", data: 1, id: "mine", user: "bob" }]);
  const answer = await server.fetch("/api/none");
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { status: 404, title: "No such path: /api/none" },
  ]);
});
