// Receives events through proxies, and prints a line for each event and each change of
// connection: `event <data>`, `status <state> <transport> <connection>`.
import { createClient } from "@tidings/client";

const { TIDINGS_URL: url, TIDINGS_TOKEN: token, TIDINGS_TYPES: types = "**" } = process.env;
const { TIDINGS_SILENCE: silence } = process.env;
const print = (line) => process.stdout.write(`${line}\n`);
const client = createClient({
  url: `${url}/api`,
  headers: { Authorization: `Bearer ${token}` },
  types: types.split(","),
  ...(silence && { heartbeatTimeout: Number(silence) }),
  retry: { initialDelay: 100, maxDelay: 1000 },
  onError: (error) => print(`error ${error}`),
});
let last = "";
client.status.subscribe(() => {
  const { state, transport, connection } = client.status.get();
  const line = `status ${state} ${transport} ${connection}`;
  if (line !== last) {
    last = line;
    print(line);
  }
});
client.on(types, (event) => print(`event ${event.text}`));
client.on("tidings.gap", (event) => print(`gap ${event.text}`));
client.connect();
