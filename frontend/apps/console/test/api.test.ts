import { ScriptedServer } from "@tidings/client/testing";
import { expect, it } from "vitest";
import { Api } from "../src/api/api.ts";

function harness() {
  const server = new ScriptedServer();
  const refreshes: boolean[] = [];
  const headers = ({ refresh }: { readonly refresh: boolean }) => {
    refreshes.push(refresh);
    return { Authorization: `Bearer t${refreshes.length}` };
  };
  return { server, refreshes, api: new Api({ headers, fetch: server.fetch }) };
}

it("fills the parameters into path and query, encoded", async () => {
  const { server, api } = harness();
  server.answer(Response.json({})).answer(Response.json({ conversations: [] }));
  await api.get("/api/graphs/{name}", { path: { name: "a/b c" } });
  expect(server.last.url).toBe("/api/graphs/a%2Fb%20c");
  await api.get("/api/conversations", { query: { limit: 50, q: "x&y" } });
  expect(server.last.url).toBe("/api/conversations?limit=50&q=x%26y");
});

it("sends a body as JSON", async () => {
  const { server, api } = harness();
  server.answer(Response.json({}));
  await api.patch("/api/conversations/{id}", { path: { id: "cv-1" } }, { title: "T" });
  expect(server.last).toMatchObject({ method: "PATCH", body: '{"title":"T"}' });
  expect(server.last.headers.get("Content-Type")).toBe("application/json");
});

it("retries once with new headers after a 401", async () => {
  const { server, refreshes, api } = harness();
  server.answer(new Response(null, { status: 401 })).answer(Response.json({ runs: [] }));
  expect(await api.get("/api/runs", {})).toEqual({ runs: [] });
  expect(refreshes).toEqual([false, true]);
  expect(server.last.headers.get("Authorization")).toBe("Bearer t2");
});

it("throws the server's refusal", async () => {
  const { server, api } = harness();
  const errors = [{ field: "title", message: "is empty" }, "not an error"];
  server.answer(Response.json({ detail: "Refused", errors }, { status: 400 }));
  await expect(api.get("/api/runs", {})).rejects.toMatchObject({
    message: "Refused",
    status: 400,
    problem: { errors: [{ field: "title", message: "is empty" }] },
  });
});
