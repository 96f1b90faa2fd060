import type { NodeInfo } from "@tidings/react";
import { expect, it } from "vitest";
import { layout } from "../src/chat/graph/layout.ts";

const DIAMOND = {
  name: "g",
  nodes: [
    { name: "left", input_nodes: ["start"], output_nodes: ["end"] },
    { name: "right", input_nodes: ["start"], output_nodes: ["last"] },
    { name: "last", input_nodes: ["left", "right"], output_nodes: ["end"] },
  ],
};

function positions(graph: Parameters<typeof layout>[0], live: readonly NodeInfo[] = []): string[] {
  return layout(graph, live).nodes.map(({ name, level, column }) => `${name} ${level}.${column}`);
}

it("positions nodes by the longest path from the start", () => {
  expect(positions(DIAMOND)).toEqual(["start 0.0", "left 1.0", "right 1.1", "last 2.0"]);
});

it("draws each edge once, named by either end", () => {
  const { edges } = layout(DIAMOND, []);
  expect(edges.map(([from, to]) => `${from.name} ${to.name}`)).toEqual([
    "start left",
    "start right",
    "right last",
    "left last",
  ]);
});

it("uses the server's levels", () => {
  const nodes = [
    { name: "a", level: 1 },
    { name: "b", level: 4 },
  ];
  expect(positions({ name: "g", nodes })).toEqual(["a 0.0", "b 1.0"]);
});

it("positions running nodes without a definition", () => {
  const live = [
    { nodeName: "start", level: 0, status: "completed" },
    { nodeName: "sub.a", level: 1, status: "running" },
  ] as const;
  expect(positions(undefined, live)).toEqual(["start 0.0", "sub.a 1.0"]);
  expect(layout(undefined, [])).toMatchObject({ nodes: [], edges: [], levels: 0 });
});

it("does not hang on a cycle", () => {
  const nodes = [
    { name: "a", input_nodes: ["b"] },
    { name: "b", input_nodes: ["a"] },
  ];
  expect(positions({ name: "g", nodes })).toHaveLength(2);
});
