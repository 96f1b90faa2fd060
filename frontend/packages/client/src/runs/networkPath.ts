import { PollTimeout } from "../pollTimeout.ts";
import type { Transport } from "../status.ts";

/** What the runs of a client have learned about the network path to the server. */
export class NetworkPath {
  /** How runs are watched: by polls where the network path buffers streams. */
  transport: Transport = "stream";
  /** The timeout of polls that the network path allows. */
  pollTimeout = new PollTimeout();

  switch(to: Transport): void {
    this.transport = to;
    if (to === "stream") this.pollTimeout = new PollTimeout();
  }
}
