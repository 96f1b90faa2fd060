import { Hold } from "../hold.ts";
import type { Transport } from "../status.ts";

/** What is known of the way to the server, by all runs that go it. */
export class Path {
  /** How runs are followed: by polls where something on the way holds streams back. */
  transport: Transport = "stream";
  /** How long the way lets a poll be held. */
  hold = new Hold();

  switch(to: Transport): void {
    this.transport = to;
    if (to === "stream") this.hold = new Hold();
  }
}
