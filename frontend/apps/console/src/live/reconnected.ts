import type { OpenData, TidingsClient } from "@tidings/client";

/**
 * Calls `tell` each time that the connection was lost and is back, in every tab and by every
 * transport. How many missed events follow, only a stream says, and only to the tab that has it;
 * everywhere else it is `null`. Returns how to stop it.
 */
export function onReconnected(
  client: Pick<TidingsClient, "on" | "status">,
  tell: (replayed: OpenData["replayed"]) => void,
): () => void {
  let before: "none" | "live" | "lost" = "none";
  function look(): void {
    const { state, role, transport } = client.status.get();
    if (state === "open" || state === "polling") {
      const hasStream = role !== "follower" && transport === "stream";
      if (before === "lost" && !hasStream) tell(null);
      before = "live";
    } else if (before === "live") {
      before = "lost";
    }
  }
  const stops = [
    client.status.subscribe(look),
    client.on("tidings.open", ({ data }) => {
      if (data.resumed) tell(data.replayed);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
