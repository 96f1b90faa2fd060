import { type Settings, subscriptionName } from "./settings.ts";

/** How long a new cursor may wait before it is written, in milliseconds. */
const DELAY = 100;

/** Stores the cursor across a reload. Consecutive cursors are written together. */
export class CursorStore {
  readonly #settings: Settings;
  readonly #key: string;
  #unsaved: string | undefined;
  #cancel: (() => void) | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#key = subscriptionName(settings);
  }

  load(): string | undefined {
    return this.#guard((storage) => storage.getItem(this.#key) ?? undefined);
  }

  save(cursor: string | undefined): void {
    if (!this.#settings.storage || cursor === undefined) return;
    this.#unsaved = cursor;
    this.#cancel ??= this.#settings.clock.after(DELAY, () => this.flush());
  }

  /** Writes the pending cursor. Called before the page may end. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const cursor = this.#unsaved;
    this.#unsaved = undefined;
    if (cursor !== undefined) this.#guard((storage) => storage.setItem(this.#key, cursor));
  }

  /** Reports a storage that is full or forbidden. A reload then starts with the live tail. */
  #guard<T>(task: (storage: NonNullable<Settings["storage"]>) => T): T | undefined {
    try {
      return this.#settings.storage && task(this.#settings.storage);
    } catch (error) {
      this.#settings.onError(error);
      return undefined;
    }
  }
}
