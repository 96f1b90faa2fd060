import { describe, expect, it } from "vitest";
import { FrameReader } from "../src/frames.ts";

function read(chunks: string[]): string[] {
  const reports: string[] = [];
  const reader = new FrameReader({
    onFrame({ id, type, text }) {
      const position = id === undefined ? "" : `#${id}`;
      reports.push(type === undefined ? position : `${position} ${type}=${text}`.trim());
    },
    onRetry: (ms) => reports.push(`retry ${ms}`),
  });
  for (const chunk of chunks) reader.feed(chunk);
  return reports;
}

const STREAM =
  "retry: 3000\nevent: tidings.open\nid: a:1\ndata: {}\n\n" +
  ": beat\nid: a:2\n\n" +
  "event: task\nid: a:3\ndata: one\ndata: two\n\n";
const TOLD = ["retry 3000", "#a:1 tidings.open={}", "#a:2", "#a:3 task=one\ntwo"];

describe("FrameReader", () => {
  it("reports a frame's id with its event", () => {
    expect(read(["id: 7\ndata: x\n\n"])).toEqual(["#7 message=x"]);
  });

  it("reports the id of a heartbeat, which dispatches no event", () => {
    expect(read([": beat\nid: 8\n\n"])).toEqual(["#8"]);
  });

  it("does not report the id of an incomplete frame", () => {
    expect(read(["id: 9\n", "data: x\n"])).toEqual([]);
  });

  it("reports an id once, also before frames without one", () => {
    expect(read(["id: 1\n\ndata: x\n\n: only a comment\n\n"])).toEqual(["#1", "message=x"]);
  });

  it("uses the last id of a frame, with or without the space, and an empty one", () => {
    expect(read(["id: 1\nid:2\n\n", "id\n\n", "id:  3\n\n"])).toEqual(["#2", "#", "# 3"]);
  });

  it("ignores an id with NUL and a field whose name only begins with id", () => {
    expect(read(["id: 1\0\nidea: 2\ndata: x\n\n"])).toEqual(["message=x"]);
  });

  it.each(["\n", "\r\n", "\r"])(
    "reads the same with the line end %j, split at every position",
    (eol) => {
      const text = STREAM.replaceAll("\n", eol);
      for (let cut = 0; cut <= text.length; cut++) {
        expect(read([text.slice(0, cut), text.slice(cut)])).toEqual(TOLD);
      }
    },
  );

  it.each(["\n", "\r\n", "\r"])(
    "reads the same with the line end %j, one character at a time",
    (eol) => {
      expect(read([...STREAM.replaceAll("\n", eol)])).toEqual(TOLD);
    },
  );
});
