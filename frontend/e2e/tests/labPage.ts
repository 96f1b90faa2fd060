import { createClient } from "@tidings/client";

/**
 * An application that misses no event across its page's life cycle: it has a storage. The received
 * numbers are stored, too, so that a test can read them after a reload.
 */
const SEEN = "lab.seen";
const type = new URLSearchParams(location.search).get("type") ?? "";
const list = document.body.appendChild(document.createElement("output"));

async function token(): Promise<string> {
  const body = JSON.stringify({ user: "alice", groups: [] });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/dev/token", { method: "POST", headers, body });
  return (await answer.json()).token;
}

let known: Promise<string> | undefined;
const client = createClient({
  async headers({ refresh }) {
    if (refresh) known = undefined;
    known ??= token();
    return { Authorization: `Bearer ${await known}` };
  },
  types: [type],
  storage: sessionStorage,
  openWhenHidden: false,
});

function show(): void {
  list.textContent = sessionStorage.getItem(SEEN);
}

client.on(type, ({ data }) => {
  const { number } = data as { readonly number: number };
  const before = sessionStorage.getItem(SEEN);
  sessionStorage.setItem(SEEN, before === null ? `${number}` : `${before} ${number}`);
  show();
});
client.on("tidings.gap", ({ data }) => {
  sessionStorage.setItem(SEEN, `${sessionStorage.getItem(SEEN)} gap:${data.reason}`);
  show();
});
client.status.subscribe(() => {
  document.body.dataset["state"] = client.status.get().state;
});
window.addEventListener("pageshow", ({ persisted }) => {
  document.body.dataset["persisted"] = String(persisted);
});
show();
client.connect();
