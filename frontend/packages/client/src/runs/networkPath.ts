import type { TransportMode } from "../options.ts";
import { PollTimeout } from "../pollTimeout.ts";
import type { Transport } from "../status.ts";

/** What the runs of a client have learned about the network path to the server. */
export class NetworkPath {
  /** How runs are watched: by polls where the network path buffers streams. */
  transport: Transport;
  /** Whether the transport may change. */
  readonly isAuto: boolean;
  /** The timeout of polls that the network path allows. */
  pollTimeout = new PollTimeout();

  constructor(mode: TransportMode) {
    this.isAuto = mode === "auto";
    this.transport = mode === "poll" ? "poll" : "stream";
  }

  switch(to: Transport): void {
    if (!this.isAuto) return;
    this.transport = to;
    if (to === "stream") this.pollTimeout = new PollTimeout();
  }
}
