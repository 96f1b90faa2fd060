"use client";

import type { State, Status } from "@tidings/client";
import type { CSSProperties } from "react";
import { useSSEStatus } from "./useSSEStatus.ts";

type ShownState = State | "stale";

export interface ConnectionIndicatorProps {
  /**
   * The label of each state. Omitted states keep their English labels. `stale` is an open connection
   * to a server that cannot reach its log.
   * @default "Live", "Connecting…", "Delayed", …
   */
  readonly labels?: Readonly<Partial<Record<ShownState, string>>>;
  readonly className?: string;
}

const LABELS: Readonly<Record<ShownState, string>> = {
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

const COLOURS: Readonly<Partial<Record<ShownState, string>>> = {
  open: "#12805c",
  polling: "#12805c",
  connecting: "#b45309",
  stale: "#b45309",
  reconnecting: "#b45309",
  offline: "#b45309",
  failed: "#c81e1e",
};

/**
 * Shows the connection's state by a dot and a word. The word is sufficient without the dot's colour.
 * The attribute `data-state` has the state for custom styles.
 */
export function ConnectionIndicator({ labels, className }: ConnectionIndicatorProps) {
  const state = useSSEStatus(toShownState);
  return (
    <span className={className} data-state={state} role="status">
      <span aria-hidden="true" style={dot(COLOURS[state] ?? "#6b7280")} />
      {labels?.[state] ?? LABELS[state]}
    </span>
  );
}

function toShownState({ state, reason }: Status): ShownState {
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
