import type { OpenData, TidingsClient } from "@tidings/client";

/**
 * Calls `listener` after each reconnect, in every tab and for every transport. Only the tab that holds
 * a stream knows how many missed events follow; elsewhere the number is `null`. The returned function
 * removes the listener.
 */
export function onReconnected(
  client: Pick<TidingsClient, "on" | "status">,
  listener: (replayed: OpenData["replayed"]) => void,
): () => void {
  let before: "none" | "live" | "lost" = "none";
  function onStatus(): void {
    const { state, role, transport } = client.status.get();
    if (state === "open" || state === "polling") {
      const hasStream = role !== "follower" && transport === "stream";
      if (before === "lost" && !hasStream) listener(null);
      before = "live";
    } else if (before === "live") {
      before = "lost";
    }
  }
  const stops = [
    client.status.subscribe(onStatus),
    client.on("tidings.open", ({ data }) => {
      if (data.resumed) listener(data.replayed);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
