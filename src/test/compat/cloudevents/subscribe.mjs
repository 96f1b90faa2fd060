// Reads events of `format=cloudevents` with the CloudEvents SDK until the wanted ones have come, and
// prints what the SDK made of each.
import { HTTP } from "cloudevents";

const { TIDINGS_URL: url, TIDINGS_TOKEN: token } = process.env;
const wanted = new Set(process.argv.slice(2));

const answer = await fetch(`${url}?format=cloudevents&types=com.**`, {
  headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
});
if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
console.log("open");

let rest = "";
for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
  const frames = (rest + text).split("\n\n");
  rest = frames.pop();
  for (const frame of frames) {
    const type = /^event: (.*)$/m.exec(frame)?.[1];
    if (!wanted.has(type)) continue;
    const body = /^data: (.*)$/m.exec(frame)[1];
    const event = HTTP.toEvent({
      headers: { "content-type": "application/cloudevents+json" },
      body,
    });
    event.validate();
    console.log(
      JSON.stringify({ ...event.toJSON(), bytes: event.data_base64, isBinary: event.data instanceof Uint8Array }),
    );
    wanted.delete(type);
    if (wanted.size === 0) process.exit(0);
  }
}
throw new Error("the stream ended");
