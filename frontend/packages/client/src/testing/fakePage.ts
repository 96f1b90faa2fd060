import type { Page, PageSignal } from "../page.ts";
import { Subscribable } from "../subscribable.ts";

/** A page that a test hides, freezes or takes offline. */
export class FakePage extends Subscribable<(signal: PageSignal) => void> implements Page {
  #hidden = false;
  #online = true;

  isHidden(): boolean {
    return this.#hidden;
  }

  isOnline(): boolean {
    return this.#online;
  }

  signal(signal: PageSignal): void {
    if (signal === "hidden" || signal === "visible") this.#hidden = signal === "hidden";
    if (signal === "online" || signal === "offline") this.#online = signal === "online";
    this.emit(signal);
  }
}
