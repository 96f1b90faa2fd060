// Publishes with the CloudEvents SDK, in each of its modes, and prints what the server answered.
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from "cloudevents";

const { TIDINGS_URL: url, TIDINGS_TOKEN: token } = process.env;
const authorization = `Bearer ${token}`;

/** As the SDK's own transport, but fails when the server refuses. */
async function send({ headers, body }) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { ...headers, authorization },
    body,
  });
  if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
  console.log(await answer.text());
}

const event = (type, more) =>
  new CloudEvent({
    id: type,
    source: "https://example.com/orders",
    type,
    user: "reader",
    subject: "Größe, 100 %",
    iodebeziumtxtotalorder: 7,
    snapshot: true,
    data: { total: 1.5 },
    ...more,
  });

await send(HTTP.structured(event("com.example/structured")));
await send(HTTP.binary(event("com.example/binary")));
await send(
  HTTP.binary(event("com.example/text", { datacontenttype: "text/plain", data: "grüße" })),
);
await send(HTTP.structured(event("com.example/bytes", { datacontenttype: "application/octet-stream", data: new Uint8Array([1, 2, 255]) })));
const batch = [event("com.example/batch:1"), event("com.example/batch:2")];
await send({
  headers: { "content-type": "application/cloudevents-batch+json" },
  body: JSON.stringify(batch),
});
// The SDK's transport over Node's own HTTP.
await emitterFor(httpTransport(url), { mode: Mode.BINARY })(event("com.example/emitter"), {
  headers: { authorization },
});
