// Watches a slow run through proxies, and cancels it at its 25th word. It prints a line
// for each frame, `text <all so far>` or `error <type>`, and `end <how>`.
import { createRuns } from "@tidings/client/runs";

const { TIDINGS_URL: url, TIDINGS_TOKEN: token, TIDINGS_SILENCE: silence } = process.env;
const print = (line) => process.stdout.write(`${line}\n`);
const runs = createRuns({
  url: `${url}/api`,
  headers: { Authorization: `Bearer ${token}` },
  heartbeatTimeout: Number(silence),
  retry: { initialDelay: 100, maxDelay: 1000 },
});
let text = "";
let stopped = false;
const run = runs.start(
  { mode: "chat", input: "slow", model: "scripted", temporary: true },
  {
    onFrame(frame) {
      if (frame.kind === "error") print(`error ${frame.type}`);
      if (frame.kind !== "chunk" || frame.content === undefined) return;
      text += frame.content;
      print(`text ${text}`);
      if (!stopped && text.split(" ").length > 25) {
        stopped = true;
        run.cancel();
      }
    },
    onEnd: ({ kind, error }) => print(`end ${kind} ${error?.message ?? ""}`),
  },
);
setInterval(() => undefined, 60_000); // the test that reads the output ends the process
