import type { QueryClient } from "@tanstack/react-query";
import { createClient, type TidingsClient } from "@tidings/client";
import { createContext, use } from "react";
import { Api } from "../api/api.ts";
import { serverPath } from "../api/base.ts";
import { createQueryClient } from "../api/queryClient.ts";
import { Latency } from "../connection/latency.ts";
import type { ConsoleSession, SignedInIdentity } from "../identity/session.ts";
import { Feed } from "../live/feed.ts";
import { onReconnected } from "../live/reconnected.ts";
import { Tasks } from "../tasks/tasks.ts";
import { Announcer } from "./announcer.ts";
import { Drafts } from "./drafts.ts";
import { timers } from "./timers.ts";

/** What all pages of a signed-in user share. */
export interface Workspace {
  readonly client: TidingsClient;
  readonly api: Api;
  /** The headers of each request, with the user's identity. */
  readonly headers: ConsoleSession["headers"];
  /** The cached answers of the API. */
  readonly queryClient: QueryClient;
  readonly feed: Feed;
  readonly tasks: Tasks;
  readonly latency: Latency;
  readonly announcer: Announcer;
  readonly drafts: Drafts;
  /** Ends the session when the server closes the client's stream with it. */
  readonly attach: ConsoleSession["attach"];
  readonly isAdmin: boolean;
  /** Whether the user may publish anything. */
  readonly canPublish: boolean;
  /** The session was lost: nothing can be sent until the next sign-in. */
  readonly isEnded: boolean;
}

export function openWorkspace(
  session: ConsoleSession,
  { user, ended }: SignedInIdentity,
): Workspace {
  const { signal } = session;
  const headers: ConsoleSession["headers"] = (context) => {
    signal.throwIfAborted();
    return session.headers(context);
  };
  const drafts = new Drafts(sessionStorage, user.name);
  // Nothing of a user remains after a sign-out.
  signal.addEventListener("abort", () => drafts.clear(), { once: true });
  return {
    client: createClient({
      url: serverPath("/api"),
      headers,
      // The queued events belong to this user, and are dropped with the session.
      signal,
      topics: user.topics,
      // Tabs of one user share a stream.
      share: user.name,
    }),
    api: new Api({ headers }),
    queryClient: createQueryClient(),
    headers,
    feed: new Feed(),
    tasks: new Tasks(),
    latency: new Latency(),
    announcer: new Announcer(timers),
    drafts,
    attach: (client) => session.attach(client),
    isAdmin: user.isAdmin,
    canPublish: user.canPublish,
    isEnded: ended,
  };
}

/** Delivers the stream's events to the stores of all pages. The returned function stops it. */
export function follow({ client, feed, tasks, latency, attach }: Workspace): () => void {
  const stops = [
    attach(client),
    client.on("**", (event) => {
      latency.recordArrival(event);
      feed.addEvent(event);
    }),
    client.on("tidings.gap", ({ data }) => feed.addGap(data)),
    onReconnected(client, (replayed) => feed.addBackfill(replayed)),
    client.on("task.**", (event) => tasks.add(event)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

export function useWorkspace(): Workspace {
  const workspace = use(WorkspaceContext);
  if (!workspace) throw new Error("useWorkspace needs a signed-in user");
  return workspace;
}
