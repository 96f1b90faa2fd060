"use client";

import type { State, Status } from "@tidings/client";
import type { CSSProperties } from "react";
import { useSSEStatus } from "./useSSEStatus.ts";

type Shown = State | "stale";

export interface ConnectionIndicatorProps {
  /**
   * What each state is called; those left out keep their English names. `stale` is an open
   * connection to a server that is cut off from its log.
   * @default "Live", "Connecting…", "Delayed", …
   */
  readonly labels?: Readonly<Partial<Record<Shown, string>>>;
  readonly className?: string;
}

const LABELS: Readonly<Record<Shown, string>> = {
  idle: "Not connected",
  connecting: "Connecting…",
  open: "Live",
  reconnecting: "Reconnecting…",
  polling: "Live",
  stale: "Delayed",
  paused: "Paused",
  offline: "Offline",
  closed: "Closed",
  failed: "Not connected",
};

const COLOURS: Readonly<Partial<Record<Shown, string>>> = {
  open: "#12805c",
  polling: "#12805c",
  connecting: "#b45309",
  stale: "#b45309",
  reconnecting: "#b45309",
  offline: "#b45309",
  failed: "#c81e1e",
};

/**
 * Where the connection stands, in a dot and a word; the word says it all, the dot's colour nothing
 * more. `data-state` has it for styles of one's own.
 */
export function ConnectionIndicator({ labels, className }: ConnectionIndicatorProps) {
  const state = useSSEStatus(shown);
  return (
    <span className={className} data-state={state} role="status">
      <span aria-hidden="true" style={dot(COLOURS[state] ?? "#6b7280")} />
      {labels?.[state] ?? LABELS[state]}
    </span>
  );
}

function shown({ state, reason }: Status): Shown {
  const open = state === "open" || state === "polling";
  return open && reason === "stale" ? "stale" : state;
}

function dot(background: string): CSSProperties {
  const size = "0.6em";
  return {
    background,
    borderRadius: "50%",
    display: "inline-block",
    height: size,
    marginInlineEnd: "0.4em",
    width: size,
  };
}
