import type { Page, PageSignal } from "../page.ts";
import { Subscribable } from "../subscribable.ts";

/** A page that is hidden, frozen or cut off when the test says so. */
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
