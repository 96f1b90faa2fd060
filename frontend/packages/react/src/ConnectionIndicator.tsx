"use client";

import type { State } from "@tidings/client";
import type { CSSProperties } from "react";
import { useSSEStatus } from "./useSSEStatus.ts";

export interface ConnectionIndicatorProps {
  /**
   * What each state is called; those left out keep their English names.
   * @default "Live", "Connecting…", …
   */
  readonly labels?: Readonly<Partial<Record<State, string>>>;
  readonly className?: string;
}

const LABELS: Readonly<Record<State, string>> = {
  idle: "Not connected",
  connecting: "Connecting…",
  open: "Live",
  reconnecting: "Reconnecting…",
  polling: "Live",
  paused: "Paused",
  offline: "Offline",
  closed: "Closed",
  failed: "Not connected",
};

const COLOURS: Readonly<Partial<Record<State, string>>> = {
  open: "#12805c",
  polling: "#12805c",
  connecting: "#b45309",
  reconnecting: "#b45309",
  offline: "#b45309",
  failed: "#c81e1e",
};

/**
 * Where the connection stands, in a dot and a word; the word says it all, the dot's colour nothing
 * more. `data-state` has the state for styles of one's own.
 */
export function ConnectionIndicator({ labels, className }: ConnectionIndicatorProps) {
  const state = useSSEStatus((status) => status.state);
  return (
    <span className={className} data-state={state} role="status">
      <span aria-hidden="true" style={dot(COLOURS[state] ?? "#6b7280")} />
      {labels?.[state] ?? LABELS[state]}
    </span>
  );
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
