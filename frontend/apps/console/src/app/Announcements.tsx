import { VisuallyHidden } from "@mantine/core";
import type { State } from "@tidings/client";
import { useSSE, useSSEStatus } from "@tidings/react";
import { useEffect, useSyncExternalStore } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import type { Messages } from "../i18n/messages.ts";
import { useWorkspace } from "./workspace.ts";

/** The only live region of the console. It announces rare changes of the connection. */
export function Announcements() {
  const { announcer } = useWorkspace();
  const { announce } = useMessages();
  const text = useSyncExternalStore(announcer.subscribe, announcer.get);
  const state = useSSEStatus((status) => status.state);
  useEffect(() => {
    const words = announcementFor(state, announce);
    if (words !== undefined) announcer.announce(words);
  }, [announce, announcer, state]);
  useSSE("tidings.gap", { onEvent: () => announcer.announce(announce.gap) });
  return <VisuallyHidden role="status">{text}</VisuallyHidden>;
}

function announcementFor(state: State, words: Messages["announce"]): string | undefined {
  switch (state) {
    case "open":
    case "polling":
      return words.live;
    case "reconnecting":
      return words.reconnecting;
    case "offline":
      return words.offline;
    case "closed":
    case "failed":
      return words.closed;
    case "idle":
    case "connecting":
    case "paused":
      return undefined;
  }
}
