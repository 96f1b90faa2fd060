import type { Channel, Locks } from "../platform.ts";
import { settle } from "./fakeClock.ts";

/** How a tab's share of time is given out: a frozen tab gets it later, a dead one never. */
export type Run = (task: () => void) => void;

interface LockRequest {
  readonly tab: FakeTab;
  readonly held: () => Promise<void>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What the tabs of one browser share: locks and channels, all in memory. */
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

  ask(name: string, request: LockRequest, steal: boolean): void {
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

  takeBack(name: string, request: LockRequest): void {
    const queue = this.#queue(name);
    const at = queue.indexOf(request);
    if (at < 0) return;
    queue.splice(at, 1);
    request.reject(new DOMException("Aborted", "AbortError"));
  }

  /** Frees what a dead tab held and waited for. */
  bury(tab: FakeTab): void {
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
    // A frozen tab holds its lock all the same, and hears of it later.
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

/** One tab: it can freeze, thaw and die. */
export class FakeTab {
  readonly #browser: FakeBrowser;
  readonly #channels = new Set<FakeChannel>();
  #state: "running" | "frozen" | "thawing" | "dead" = "running";
  #held: (() => void)[] = [];
  #thawed = Promise.resolve();
  #deaf = false;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
  }

  readonly run: Run = (task) => {
    if (this.#state === "running") task();
    else if (this.#state !== "dead") this.#held.push(task);
  };

  readonly locks: Locks = {
    request: (name, { signal, steal = false }, held) =>
      new Promise((resolve, reject) => {
        const request = { tab: this, held, resolve, reject };
        signal?.addEventListener("abort", () => this.#browser.takeBack(name, request));
        this.#browser.ask(name, request, steal);
      }),
  };

  readonly openChannel = (name: string): Channel => {
    const channel = new FakeChannel(name, (message) => this.#spread(channel, message));
    this.#channels.add(channel);
    return channel;
  };

  get alive(): boolean {
    return this.#state !== "dead";
  }

  /** @param deaf whether it loses what other tabs post meanwhile */
  freeze(deaf = false): void {
    if (this.#state === "dead") return;
    this.#state = "frozen";
    this.#deaf = deaf;
  }

  /** Runs what was held back, each in a turn of its own, as a browser does. */
  thaw(): Promise<void> {
    if (this.#state === "frozen") {
      this.#state = "thawing";
      this.#thawed = this.#catchUp();
    }
    return this.#thawed;
  }

  #hear(task: () => void): void {
    if (this.#state !== "frozen" || !this.#deaf) this.run(task);
  }

  async #catchUp(): Promise<void> {
    while (this.#state === "thawing") {
      const task = this.#held.shift();
      if (task) {
        task();
        await settle();
      } else {
        this.#state = "running";
      }
    }
  }

  die(): void {
    this.#state = "dead";
    this.#held = [];
    this.#browser.bury(this);
  }

  /** As in the platform: to all channels of the name but this one, in order, each in its own turn. */
  #spread(from: FakeChannel, message: unknown): void {
    if (this.#state === "frozen" || this.#state === "dead") return;
    const copy = structuredClone(message);
    for (const tab of this.#browser.tabs) {
      for (const channel of tab.#channels) {
        if (channel.closed) tab.#channels.delete(channel);
        if (channel === from || channel.closed || channel.name !== from.name) continue;
        queueMicrotask(() => tab.#hear(() => channel.receive(copy)));
      }
    }
  }
}

class FakeChannel implements Channel {
  readonly name: string;
  readonly postMessage: (message: unknown) => void;
  readonly #listeners: ((event: { readonly data: unknown }) => void)[] = [];
  closed = false;

  constructor(name: string, spread: (message: unknown) => void) {
    this.name = name;
    this.postMessage = (message) => {
      if (this.closed) throw new DOMException("Closed", "InvalidStateError");
      spread(message);
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
