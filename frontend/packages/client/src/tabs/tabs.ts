import { Connection } from "../connection.ts";
import type { Frame } from "../frames.ts";
import type { Inbox } from "../inbox.ts";
import type { Channel, Locks } from "../platform.ts";
import type { Settings } from "../settings.ts";
import type { Source, SourceListener } from "../source.ts";
import { isFinal, type Standing, standing } from "../status.ts";
import { Election } from "./election.ts";
import { Follower } from "./follower.ts";
import { Leader } from "./leader.ts";
import { compareTerms, type Message, NO_TERM, type Term } from "./message.ts";

/** How long a leader that has ended for good stays, so that all tabs hear of it; milliseconds. */
const FAREWELL = 1000;

export interface TabsListener extends SourceListener {
  /** The page may not share: this source is of no use. */
  onDenied(error: unknown): void;
}

export interface TabsOptions {
  readonly name: string;
  readonly locks: Locks;
  readonly openChannel: (name: string) => Channel;
}

/**
 * One connection for all tabs of a name: one of them leads and has the connection, the others
 * follow. Each tab stands at a cursor of its own and moves it on with what it delivers, so that
 * whatever happens to a leader, every other tab knows what it has got.
 */
export class Tabs implements Source {
  readonly #settings: Settings;
  readonly #inbox: Inbox;
  readonly #listener: TabsListener;
  readonly #tab: string;
  readonly #election: Election;
  readonly #channel: Channel;
  #follower: Follower | undefined;
  #leader: Leader | undefined;
  #connection: Connection | undefined;
  #stopped = false;

  /** @throws when the page may not have a channel */
  constructor(settings: Settings, inbox: Inbox, listener: TabsListener, options: TabsOptions) {
    this.#settings = settings;
    this.#inbox = inbox;
    this.#listener = listener;
    this.#tab = settings.createId();
    this.#channel = options.openChannel(options.name);
    this.#channel.addEventListener("message", ({ data }) => this.#receive(data as Message));
    this.#election = new Election(options.locks, options.name, {
      onElected: () => this.#lead(),
      onDeposed: () => this.#resign(),
      onDenied: (error) => {
        if (!this.#stopped) listener.onDenied(error);
      },
    });
  }

  start(): void {
    this.#listener.onStanding(standing("connecting"), "follower");
    this.#follow(NO_TERM);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#quitRoles();
    this.#leave();
  }

  online(): void {
    this.#connection?.online();
  }

  offline(): void {
    this.#connection?.offline();
  }

  takeOver(): boolean {
    if (!this.#follower) return false;
    this.#election.usurp();
    return true;
  }

  #follow(term: Term): void {
    this.#quitRoles();
    const self = { tab: this.#tab, term };
    this.#follower = new Follower(this.#settings, this.#inbox, self, (told) => this.#post(told), {
      onStanding: (now) => this.#hear(now),
      onSilence: () => this.#election.usurp(),
    });
    this.#follower.start();
    this.#election.standDown();
  }

  /** Another tab leads. */
  #resign(): void {
    // One that bids farewell still has the lock, which can be stolen.
    if (this.#stopped) return;
    const term = this.#leader?.term ?? NO_TERM;
    this.#listener.onStanding(standing("reconnecting", { reason: "deposed" }), "follower");
    this.#follow(term);
  }

  #lead(): void {
    const { clock } = this.#settings;
    const number = Math.max((this.#follower?.term.number ?? 0) + 1, clock.now());
    this.#quitRoles();
    const connection = new Connection(this.#settings, {
      cursor: () => this.#inbox.cursor,
      onFrame: (frame) => this.#deliver(frame),
      onStanding: (now) => this.#tell(now),
    });
    this.#connection = connection;
    const began = standing("connecting");
    const post = (message: Message) => this.#post(message);
    this.#leader = new Leader({ number, tab: this.#tab }, this.#inbox, began, post);
    connection.start();
  }

  #quitRoles(): void {
    this.#connection?.stop();
    this.#follower?.stop();
    this.#connection = undefined;
    this.#follower = undefined;
    this.#leader = undefined;
  }

  /** What came over the own connection. */
  #deliver(frame: Frame): void {
    const leader = this.#leader;
    // A listener may close the client in the midst of it: then the others get it from the next leader.
    const taken = this.#inbox.accept(frame);
    if (taken && leader === this.#leader) leader?.frame(taken);
  }

  /** Where the own connection stands. */
  #tell(now: Standing): void {
    this.#leader?.standing(now);
    if (isFinal(now)) this.#stayForFarewell();
    this.#listener.onStanding(now, "leader");
  }

  /** Where the leader's connection stands. */
  #hear(now: Standing): void {
    if (isFinal(now)) this.stop();
    this.#listener.onStanding(now, "follower");
  }

  #receive(message: Message): void {
    if (this.#stopped) return;
    if (message.kind === "join" || message.kind === "ping") {
      this.#leader?.answer(message);
      return;
    }
    if (this.#leader) {
      // Whoever has a later term took the lead while this tab was frozen.
      if (compareTerms(message.term, this.#leader.term) <= 0) return;
      this.#resign();
    }
    this.#follower?.receive(message);
  }

  #post(message: Message): void {
    if (!this.#stopped) this.#channel.postMessage(message);
  }

  #stayForFarewell(): void {
    this.#stopped = true;
    this.#quitRoles();
    this.#settings.clock.after(FAREWELL, () => this.#leave());
  }

  #leave(): void {
    this.#election.withdraw();
    this.#channel.close();
  }
}
