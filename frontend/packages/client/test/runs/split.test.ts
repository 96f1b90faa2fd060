import { reduceRun } from "@tidings/client/runs";
import { describe, expect, it } from "vitest";
import { randomOf } from "../model/random.ts";
import { AGENT, CHAT, GRAPH } from "./golden.ts";
import {
  calls,
  DONE,
  ends,
  read,
  reduce,
  reduceBytes,
  STARTED,
  says,
  starts,
  thinks,
  wire,
} from "./wire.ts";

function cut(bytes: Uint8Array, random: () => number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const size = 1 + Math.floor(random() ** 3 * 40);
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return chunks;
}

describe.each([
  ["a chat", CHAT],
  ["a graph", GRAPH],
  ["an agent", AGENT],
])("%s", (_, frames) => {
  const whole = reduce(frames);
  const bytes = new TextEncoder().encode(wire(frames));

  it("reads the same cut at every byte", () => {
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(reduceBytes([bytes.slice(0, at), bytes.slice(at)])).toEqual(whole);
    }
  });

  it("reads the same in random pieces, whatever ends the lines", () => {
    const random = randomOf(7);
    for (let round = 0; round < 300; round += 1) {
      const eol = ["\n", "\r\n", "\r"][round % 3] ?? "\n";
      const varied = new TextEncoder().encode(wire(frames).replaceAll("\n", eol));
      expect(reduceBytes(cut(varied, random))).toEqual(whole);
    }
  });

  it("is not over before its last frame", () => {
    for (let count = 0; count < frames.length; count += 1) {
      expect(reduce(frames.slice(0, count)).status).not.toBe("completed");
      expect(reduce([STARTED, ...frames.slice(1, count)]).isStreaming).toBe(true);
    }
  });
});

type Piece = { readonly kind: string; readonly node: string | undefined; readonly text: string };

/** Text, reasoning and arguments of three nodes, interleaved. */
function pieces(random: () => number): Piece[] {
  const one = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: 40 }, () => ({
    kind: one(["says", "thinks", "calls"]),
    node: one([undefined, "a", "b"]),
    text: one(["x", "字", "🙂", " ", "\n"]),
  }));
}

function frameOf({ kind, node, text }: Piece): object {
  if (kind === "says") return says(text, node);
  if (kind === "thinks") return thinks(text, node);
  return calls(0, { id: "t", args: text }, node);
}

/** As the server does for a late watcher: consecutive deltas of one kind and node are one frame. */
function merged(all: readonly Piece[]): Piece[] {
  const less: Piece[] = [];
  for (const piece of all) {
    const last = less.at(-1);
    if (last && last.kind === piece.kind && last.node === piece.node) {
      less.splice(-1, 1, { ...last, text: last.text + piece.text });
    } else {
      less.push(piece);
    }
  }
  return less;
}

describe("any sequence", () => {
  it("gives the same result, merged or not", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const all = pieces(randomOf(seed));
      const frames = [starts("a"), starts("b"), ...all.map(frameOf), DONE];
      const fewer = [starts("a"), starts("b"), ...merged(all).map(frameOf), DONE];
      expect(reduce(fewer)).toEqual(reduce(frames));
    }
  });

  it("keeps all the text of each node, in its order", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const all = pieces(randomOf(seed));
      const { blocks } = reduce(all.map(frameOf));
      for (const node of [undefined, "a", "b"]) {
        const of = (kind: string) =>
          all.filter((piece) => piece.node === node && piece.kind === kind).map(({ text }) => text);
        const shown = (type: string) =>
          blocks.filter((block) => block.nodeName === node && block.type === type);
        expect(shown("content").map(({ content }) => content)).toSatisfy(
          (texts: string[]) => texts.join("") === of("says").join(""),
        );
        const args = shown("tool_calls").flatMap(({ toolCalls = [] }) => toolCalls);
        expect(args.map((call) => call.function.arguments).join("")).toBe(of("calls").join(""));
      }
    }
  });

  it("never changes a completed block, and replaces at most one block per delta", () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const frames = [
        starts("a"),
        starts("b"),
        ...pieces(randomOf(seed)).map(frameOf),
        ends("a"),
        DONE,
      ];
      let state = reduce([]);
      for (const frame of frames) {
        const next = reduceRun(state, read(frame), 0);
        for (const [i, block] of state.blocks.entries()) {
          if (block.isComplete) expect(next.blocks[i]).toBe(block);
        }
        expect(next.blocks.length).toBeGreaterThanOrEqual(state.blocks.length);
        state = next;
      }
      expect(new Set(state.blocks.map(({ id }) => id)).size).toBe(state.blocks.length);
      expect(state.blocks.every(({ isComplete }) => isComplete)).toBe(true);
    }
  });
});
