import type { ConnectionState, Role } from "./status.ts";

/** A source of events: this tab's own connection, or one that tabs share. */
export interface Source {
  start(): void;
  stop(): void;
  /** The browser reports a network, or the page became visible. */
  online(): void;
  /** The browser reports no network. */
  offline(): void;
  /** Takes the connection over from the tab that holds it; `false` where no other tab does. */
  takeOver(): boolean;
}

export interface SourceListener {
  /** A final state means that the source has stopped by itself. */
  onStateChange(state: ConnectionState, role: Role): void;
}
