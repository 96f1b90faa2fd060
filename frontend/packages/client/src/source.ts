import type { Role, Standing } from "./status.ts";

/** Where events come from: the own connection, or one shared with other tabs. */
export interface Source {
  start(): void;
  stop(): void;
  /** The browser says that the network is back, or the page was seen again. */
  online(): void;
  /** The browser says that the network is gone. */
  offline(): void;
  /** Takes the connection over from the tab that has it; `false` where no other has. */
  takeOver(): boolean;
}

export interface SourceListener {
  /** After a final standing the source has stopped by itself. */
  onStanding(standing: Standing, role: Role): void;
}
