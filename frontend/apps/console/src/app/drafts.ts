/** The parts of a `Storage` that drafts need. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const KEY = "tidings.drafts";

/**
 * What a user has entered and not sent yet. The tab keeps it across a reload, and across the sign-in
 * after a lost session. Another user does not see it.
 */
export class Drafts {
  readonly #storage: DraftStorage;
  readonly #user: string;
  #values: Readonly<Record<string, unknown>>;

  constructor(storage: DraftStorage, user: string) {
    this.#storage = storage;
    this.#user = user;
    this.#values = this.#load();
  }

  /** The draft of this name, where it has the form of `initial`; otherwise `initial`. */
  get<T>(name: string, initial: T): T {
    return conform(initial, this.#values[name]);
  }

  /** Keeps a draft; `undefined` removes it. */
  set(name: string, value: unknown): void {
    // `undefined` is not written.
    this.#values = { ...this.#values, [name]: value };
    try {
      const { user, values } = { user: this.#user, values: this.#values };
      this.#storage.setItem(KEY, JSON.stringify({ user, values }));
    } catch {
      // The storage is full. The page keeps the draft until a reload.
    }
  }

  clear(): void {
    this.#values = {};
    this.#storage.removeItem(KEY);
  }

  #load(): Readonly<Record<string, unknown>> {
    const stored = parse(this.#storage.getItem(KEY));
    if (stored === undefined) return {};
    if (isObject(stored) && stored["user"] === this.#user && isObject(stored["values"])) {
      return stored["values"];
    }
    this.#storage.removeItem(KEY);
    return {};
  }
}

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Another version of the page may have stored other fields, or other types. */
function conform<T>(initial: T, stored: unknown): T {
  if (isObject(initial)) {
    if (!isObject(stored)) return initial;
    const fields = Object.entries(initial).map(([key, value]) => [
      key,
      conform(value, stored[key]),
    ]);
    return Object.fromEntries(fields) as T;
  }
  const alike =
    typeof stored === typeof initial && Array.isArray(stored) === Array.isArray(initial);
  return alike ? (stored as T) : initial;
}
