import { Connection } from "./connection.ts";
import { Inbox } from "./inbox.ts";
import { Keeper } from "./keeper.ts";
import type { PageSignal } from "./page.ts";
import { type Settings, subscriptionName } from "./settings.ts";
import type { Source } from "./source.ts";
import { IDLE, isFinal, type Role, type Standing, type Status, standing } from "./status.ts";
import { Store } from "./store.ts";
import { Tabs, type TabsListener } from "./tabs/tabs.ts";

/** Receives while it is wanted and the page can: it starts, pauses and ends where events come from. */
export class Receiver {
  readonly status: Store<Status>;
  readonly inbox: Inbox;
  readonly #settings: Settings;
  readonly #keeper: Keeper;
  #source: Source | undefined;
  #leavePage: (() => void) | undefined;
  #frozen = false;
  #loaded = false;
  /** Sharing was denied. */
  #alone = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.status = new Store({ ...IDLE, lastEventId: settings.lastEventId }, settings.onError);
    this.inbox = new Inbox(settings, ({ event }) => this.#moved(event));
    this.#keeper = new Keeper(settings);
  }

  start(): void {
    if (this.#leavePage) return;
    this.#load();
    this.#frozen = false;
    this.#leavePage = this.#settings.page.subscribe((signal) => this.#onPage(signal));
    this.#update();
  }

  /** Has the connection made anew; from another tab that has it, it is taken. */
  restart(): void {
    if (this.#source?.takeOver()) return;
    this.stop();
    this.start();
  }

  stop(): void {
    if (this.#leavePage) this.#end(standing("closed"));
  }

  #onPage(signal: PageSignal): void {
    if (signal === "freeze" || signal === "resume") this.#frozen = signal === "freeze";
    if (signal === "offline") this.#source?.offline();
    else if (signal !== "online") this.#update();
    // Timers of a hidden page run late.
    if (signal === "online" || signal === "visible") this.#source?.online();
  }

  /** Lets run what should run now. */
  #update(): void {
    const { page, openWhenHidden } = this.#settings;
    const hidden = page.isHidden() && !openWhenHidden;
    if (this.#frozen || hidden) {
      this.#stopSource();
      this.#stand(standing("paused", { reason: this.#frozen ? "frozen" : "hidden" }), "alone");
    } else if (!this.#source) {
      this.#source = this.#makeSource();
      this.#source.start();
    }
  }

  #makeSource(): Source {
    return this.#makeTabs() ?? this.#makeConnection();
  }

  /** Where there is something to share by, and it may be used. */
  #makeTabs(): Source | undefined {
    const { share, locks, openChannel } = this.#settings;
    if (this.#alone || share === undefined || !locks || !openChannel) return undefined;
    const name = `${subscriptionName(this.#settings)}:${share}`;
    const listener: TabsListener = {
      onStanding: (now, role) => this.#stand(now, role),
      onDenied: (error) => {
        this.#denied(error);
        this.#stopSource();
        this.#update();
      },
    };
    try {
      return new Tabs(this.#settings, this.inbox, listener, { name, locks, openChannel });
    } catch (error) {
      this.#denied(error);
      return undefined;
    }
  }

  /** As in a sandboxed frame. */
  #denied(error: unknown): void {
    this.#alone = true;
    this.#settings.onError(error);
  }

  #makeConnection(): Source {
    return new Connection(this.#settings, {
      cursor: () => this.inbox.cursor,
      onFrame: (frame) => this.inbox.accept(frame),
      onStanding: (now) => this.#stand(now, "alone"),
    });
  }

  #stopSource(): void {
    this.#source?.stop();
    this.#source = undefined;
    this.#keeper.flush();
  }

  #end(final: Standing): void {
    this.#leavePage?.();
    this.#leavePage = undefined;
    this.#stopSource();
    this.status.set({ ...this.status.get(), ...final, role: "alone" });
  }

  #stand(now: Standing, role: Role): void {
    const next = { ...this.status.get(), ...now, role };
    if (isFinal(now)) this.#end(now);
    else if (!same(next, this.status.get())) this.status.set(next);
  }

  #moved(event: boolean): void {
    const { cursor } = this.inbox;
    this.#keeper.save(cursor);
    const before = this.status.get();
    const lastEventAt = event ? this.#settings.clock.now() : before.lastEventAt;
    this.status.set({ ...before, lastEventId: cursor, lastEventAt });
  }

  #load(): void {
    if (this.#loaded) return;
    this.#loaded = true;
    const cursor = this.inbox.cursor ?? this.#keeper.load();
    if (cursor !== undefined) this.inbox.moveTo(cursor);
  }
}

function same(a: Status, b: Status): boolean {
  return Object.entries(a).every(([key, value]) => b[key as keyof Status] === value);
}
