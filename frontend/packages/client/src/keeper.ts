import { type Settings, subscriptionName } from "./settings.ts";

/** How long a new position may wait before it is kept, in milliseconds. */
const DELAY = 100;

/** Keeps the cursor over a reload. Many positions in a row are one write. */
export class Keeper {
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

  /** Writes what waits; for when the page may be gone in a moment. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const cursor = this.#unsaved;
    this.#unsaved = undefined;
    if (cursor !== undefined) this.#guard((storage) => storage.setItem(this.#key, cursor));
  }

  /** A storage may be full or forbidden. Then a reload starts live, and that is told. */
  #guard<T>(task: (storage: NonNullable<Settings["storage"]>) => T): T | undefined {
    try {
      return this.#settings.storage && task(this.#settings.storage);
    } catch (error) {
      this.#settings.onError(error);
      return undefined;
    }
  }
}
