import { Connection } from "./connection.ts";
import { CursorStore } from "./cursorStore.ts";
import { Inbox } from "./inbox.ts";
import type { PageSignal } from "./page.ts";
import { type Settings, subscriptionName } from "./settings.ts";
import type { Source } from "./source.ts";
import {
  type ConnectionState,
  connectionState,
  IDLE,
  isFinal,
  type Role,
  type Status,
} from "./status.ts";
import { Store } from "./store.ts";
import { Tabs, type TabsListener } from "./tabs/tabs.ts";

/** Starts, pauses and ends the source of events, depending on the application and on the page. */
export class Receiver {
  readonly status: Store<Status>;
  readonly inbox: Inbox;
  readonly #settings: Settings;
  readonly #cursorStore: CursorStore;
  #source: Source | undefined;
  #leavePage: (() => void) | undefined;
  #frozen = false;
  #loaded = false;
  #sharingDenied = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.status = new Store({ ...IDLE, lastEventId: settings.lastEventId }, settings.onError);
    this.inbox = new Inbox(settings, ({ event }) => this.#onMove(event));
    this.#cursorStore = new CursorStore(settings);
  }

  start(): void {
    if (this.#leavePage) return;
    this.#loadCursor();
    this.#frozen = false;
    this.#leavePage = this.#settings.page.subscribe((signal) => this.#onPage(signal));
    this.#update();
  }

  /** Reconnects. A follower takes the connection over instead. */
  restart(): void {
    if (this.#source?.takeOver()) return;
    this.stop();
    this.start();
  }

  stop(): void {
    if (this.#leavePage) this.#end(connectionState("closed"));
  }

  #onPage(signal: PageSignal): void {
    if (signal === "freeze" || signal === "resume") this.#frozen = signal === "freeze";
    if (signal === "offline") this.#source?.offline();
    else if (signal !== "online") this.#update();
    // The timers of a hidden page run late.
    if (signal === "online" || signal === "visible") this.#source?.online();
  }

  /** Starts or pauses the source, as the page requires. */
  #update(): void {
    const { page, openWhenHidden } = this.#settings;
    const hidden = page.isHidden() && !openWhenHidden;
    if (this.#frozen || hidden) {
      this.#stopSource();
      const reason = this.#frozen ? "frozen" : "hidden";
      this.#setState(connectionState("paused", { reason }), "alone");
    } else if (!this.#source) {
      this.#source = this.#createSource();
      this.#source.start();
    }
  }

  #createSource(): Source {
    return this.#createTabs() ?? this.#createConnection();
  }

  /** Creates a shared connection, where the platform and the page's permissions allow one. */
  #createTabs(): Source | undefined {
    const { share, locks, openChannel } = this.#settings;
    if (this.#sharingDenied || share === undefined || !locks || !openChannel) return undefined;
    const name = `${subscriptionName(this.#settings)}:${share}`;
    const listener: TabsListener = {
      onStateChange: (state, role) => this.#setState(state, role),
      onDenied: (error) => {
        this.#onDenied(error);
        this.#stopSource();
        this.#update();
      },
    };
    try {
      return new Tabs(this.#settings, this.inbox, listener, { name, locks, openChannel });
    } catch (error) {
      this.#onDenied(error);
      return undefined;
    }
  }

  /** The page may not share, as in a sandboxed frame. */
  #onDenied(error: unknown): void {
    this.#sharingDenied = true;
    this.#settings.onError(error);
  }

  #createConnection(): Source {
    return new Connection(this.#settings, {
      cursor: () => this.inbox.cursor,
      onFrame: (frame) => this.inbox.accept(frame),
      onStateChange: (state) => this.#setState(state, "alone"),
    });
  }

  #stopSource(): void {
    this.#source?.stop();
    this.#source = undefined;
    this.#cursorStore.flush();
  }

  #end(final: ConnectionState): void {
    this.#leavePage?.();
    this.#leavePage = undefined;
    this.#stopSource();
    this.status.set({ ...this.status.get(), ...final, role: "alone" });
  }

  #setState(state: ConnectionState, role: Role): void {
    const next = { ...this.status.get(), ...state, role };
    if (isFinal(state)) this.#end(state);
    else if (!isSame(next, this.status.get())) this.status.set(next);
  }

  #onMove(event: boolean): void {
    const { cursor } = this.inbox;
    this.#cursorStore.save(cursor);
    const before = this.status.get();
    const lastEventAt = event ? this.#settings.clock.now() : before.lastEventAt;
    this.status.set({ ...before, lastEventId: cursor, lastEventAt });
  }

  #loadCursor(): void {
    if (this.#loaded) return;
    this.#loaded = true;
    const cursor = this.inbox.cursor ?? this.#cursorStore.load();
    if (cursor !== undefined) this.inbox.moveTo(cursor);
  }
}

function isSame(a: Status, b: Status): boolean {
  return Object.entries(a).every(([key, value]) => b[key as keyof Status] === value);
}
