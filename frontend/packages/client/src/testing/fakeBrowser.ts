import type { Channel, Locks } from "../platform.ts";
import { settle } from "./fakeClock.ts";

/** Runs a task of a tab: immediately, after a thaw for a frozen tab, or never for a dead one. */
export type Run = (task: () => void) => void;

interface LockRequest {
  readonly tab: FakeTab;
  readonly held: () => Promise<void>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The locks and channels that the tabs of one browser share, in memory. */
export class FakeBrowser {
  readonly tabs = new Set<FakeTab>();
  readonly #holders = new Map<string, LockRequest>();
  readonly #queues = new Map<string, LockRequest[]>();

  openTab(): FakeTab {
    const tab = new FakeTab(this);
    this.tabs.add(tab);
    return tab;
  }

  /** The tab that holds a lock. */
  get leader(): FakeTab | undefined {
    return [...this.#holders.values()][0]?.tab;
  }

  requestLock(name: string, request: LockRequest, steal: boolean): void {
    const queue = this.#queue(name);
    if (steal) {
      const former = this.#holders.get(name);
      this.#holders.delete(name);
      former?.tab.run(() => former.reject(new DOMException("Stolen", "AbortError")));
      queue.unshift(request);
    } else {
      queue.push(request);
    }
    this.#grant(name);
  }

  cancelRequest(name: string, request: LockRequest): void {
    const queue = this.#queue(name);
    const at = queue.indexOf(request);
    if (at < 0) return;
    queue.splice(at, 1);
    request.reject(new DOMException("Aborted", "AbortError"));
  }

  /** Releases the locks and requests of a dead tab. */
  removeTab(tab: FakeTab): void {
    this.tabs.delete(tab);
    for (const [name, queue] of this.#queues) {
      this.#queues.set(
        name,
        queue.filter((request) => request.tab !== tab),
      );
      if (this.#holders.get(name)?.tab === tab) this.#holders.delete(name);
      this.#grant(name);
    }
  }

  #queue(name: string): LockRequest[] {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return queue;
  }

  #grant(name: string): void {
    if (this.#holders.has(name)) return;
    const next = this.#queue(name).shift();
    if (!next) return;
    this.#holders.set(name, next);
    // A frozen tab holds its lock, and learns of it after the thaw.
    next.tab.run(() => {
      void next.held().then(() => {
        if (this.#holders.get(name) !== next) return;
        this.#holders.delete(name);
        next.resolve(undefined);
        this.#grant(name);
      });
    });
  }
}

/** One tab: it can freeze, thaw and crash. */
export class FakeTab {
  readonly #browser: FakeBrowser;
  readonly #channels = new Set<FakeChannel>();
  #state: "running" | "frozen" | "thawing" | "dead" = "running";
  #deferred: (() => void)[] = [];
  #thawed = Promise.resolve();
  #losesMessages = false;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
  }

  readonly run: Run = (task) => {
    if (this.#state === "running") task();
    else if (this.#state !== "dead") this.#deferred.push(task);
  };

  readonly locks: Locks = {
    request: (name, { signal, steal = false }, held) =>
      new Promise((resolve, reject) => {
        const request = { tab: this, held, resolve, reject };
        signal?.addEventListener("abort", () => this.#browser.cancelRequest(name, request));
        this.#browser.requestLock(name, request, steal);
      }),
  };

  readonly openChannel = (name: string): Channel => {
    const channel = new FakeChannel(name, (message) => this.#broadcast(channel, message));
    this.#channels.add(channel);
    return channel;
  };

  get alive(): boolean {
    return this.#state !== "dead";
  }

  /** @param losesMessages whether the tab loses the messages that other tabs post meanwhile */
  freeze(losesMessages = false): void {
    if (this.#state === "dead") return;
    this.#state = "frozen";
    this.#losesMessages = losesMessages;
  }

  /** Runs the deferred tasks, each in a turn of its own, as a browser does. */
  thaw(): Promise<void> {
    if (this.#state === "frozen") {
      this.#state = "thawing";
      this.#thawed = this.#catchUp();
    }
    return this.#thawed;
  }

  #onMessage(task: () => void): void {
    if (this.#state !== "frozen" || !this.#losesMessages) this.run(task);
  }

  async #catchUp(): Promise<void> {
    while (this.#state === "thawing") {
      const task = this.#deferred.shift();
      if (task) {
        task();
        await settle();
      } else {
        this.#state = "running";
      }
    }
  }

  crash(): void {
    this.#state = "dead";
    this.#deferred = [];
    this.#browser.removeTab(this);
  }

  /** As in the platform: to all other channels of the name, in order, each in its own turn. */
  #broadcast(from: FakeChannel, message: unknown): void {
    if (this.#state === "frozen" || this.#state === "dead") return;
    const copy = structuredClone(message);
    for (const tab of this.#browser.tabs) {
      for (const channel of tab.#channels) {
        if (channel.closed) tab.#channels.delete(channel);
        if (channel === from || channel.closed || channel.name !== from.name) continue;
        queueMicrotask(() => tab.#onMessage(() => channel.receive(copy)));
      }
    }
  }
}

class FakeChannel implements Channel {
  readonly name: string;
  readonly postMessage: (message: unknown) => void;
  readonly #listeners: ((event: { readonly data: unknown }) => void)[] = [];
  closed = false;

  constructor(name: string, broadcast: (message: unknown) => void) {
    this.name = name;
    this.postMessage = (message) => {
      if (this.closed) throw new DOMException("Closed", "InvalidStateError");
      broadcast(message);
    };
  }

  addEventListener(_: "message", listener: (event: { readonly data: unknown }) => void): void {
    this.#listeners.push(listener);
  }

  receive(data: unknown): void {
    if (this.closed) return;
    for (const listener of this.#listeners) listener({ data });
  }

  close(): void {
    this.closed = true;
  }
}
