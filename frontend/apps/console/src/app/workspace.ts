import { createClient, type TidingsClient } from "@tidings/client";
import { createContext, use } from "react";
import { Api } from "../api/api.ts";
import { atServer } from "../api/base.ts";
import { Latency } from "../connection/latency.ts";
import type { Session, SignedIn } from "../identity/session.ts";
import { Feed } from "../live/feed.ts";
import { onReconnected } from "../live/reconnected.ts";
import { Tasks } from "../tasks/tasks.ts";
import { Announcer } from "./announcer.ts";
import { timers } from "./timers.ts";

/** What all pages share for as long as somebody is signed in. */
export interface Workspace {
  readonly client: TidingsClient;
  readonly api: Api;
  /** Of each request, with the user's identity. */
  readonly headers: Session["headers"];
  readonly feed: Feed;
  readonly tasks: Tasks;
  readonly latency: Latency;
  readonly announcer: Announcer;
  /** Unknown where the identity is an SSO cookie. */
  readonly isAdmin: boolean | undefined;
}

export function openWorkspace(session: Session, { user }: SignedIn): Workspace {
  const { signal } = session;
  const headers: Session["headers"] = (context) => {
    signal.throwIfAborted();
    return session.headers(context);
  };
  return {
    client: createClient({
      url: atServer("/api"),
      headers,
      // What still waits to be published is this user's, and goes with him.
      signal,
      topics: user?.grants.subscribe ?? [],
      // Tabs of one user share a stream; who an SSO cookie is for, the page does not know.
      share: user?.name ?? false,
    }),
    api: new Api({ headers }),
    headers,
    feed: new Feed(),
    tasks: new Tasks(),
    latency: new Latency(),
    announcer: new Announcer(timers),
    isAdmin: user?.groups.includes("admin"),
  };
}

/** Lets what the stream brings reach the pages, whichever of them is seen. Returns how to stop it. */
export function follow({ client, feed, tasks, latency }: Workspace): () => void {
  const stops = [
    client.on("**", (event) => {
      latency.arrived(event);
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
  if (!workspace) throw new Error("Nobody is signed in");
  return workspace;
}
