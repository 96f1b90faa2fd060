import { Connection } from "../connection.ts";
import type { Frame } from "../frames.ts";
import type { Inbox } from "../inbox.ts";
import type { Channel, Locks } from "../platform.ts";
import type { Settings } from "../settings.ts";
import type { Source, SourceListener } from "../source.ts";
import { type ConnectionState, connectionState, isFinal } from "../status.ts";
import { Election } from "./election.ts";
import { Follower } from "./follower.ts";
import { Leader } from "./leader.ts";
import { compareTerms, type Message, NO_TERM, type Term } from "./message.ts";

/** How long a leader with a final state remains, so that every tab learns that state; milliseconds. */
const LINGER = 1000;

export interface TabsListener extends SourceListener {
  /** The page may not share a connection. */
  onDenied(error: unknown): void;
}

export interface TabsOptions {
  readonly name: string;
  readonly locks: Locks;
  readonly openChannel: (name: string) => Channel;
}

/**
 * Shares one connection between all tabs with the same name: the leader holds the connection, and
 * the other tabs follow. Each tab has its own cursor, which advances with each event that the tab
 * delivers. So every tab knows what it has received, even if the leader fails.
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

  /** @throws when the page may not open a channel */
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
    this.#listener.onStateChange(connectionState("connecting"), "follower");
    this.#follow(NO_TERM);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#resignRoles();
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
    this.#election.takeOver();
    return true;
  }

  #follow(term: Term): void {
    this.#resignRoles();
    const self = { tab: this.#tab, term };
    this.#follower = new Follower(this.#settings, this.#inbox, self, this.#post, {
      onStateChange: (state) => this.#onLeaderState(state),
      onSilence: () => this.#election.takeOver(),
    });
    this.#follower.start();
    this.#election.stepDown();
  }

  /** Another tab leads. */
  #resign(): void {
    // A lingering leader still holds the lock, which another tab can steal.
    if (this.#stopped) return;
    const term = this.#leader?.term ?? NO_TERM;
    const state = connectionState("reconnecting", { reason: "deposed" });
    this.#listener.onStateChange(state, "follower");
    this.#follow(term);
  }

  #lead(): void {
    const { clock } = this.#settings;
    const number = Math.max((this.#follower?.term.number ?? 0) + 1, clock.now());
    this.#resignRoles();
    const connection = new Connection(this.#settings, {
      cursor: () => this.#inbox.cursor,
      onFrame: (frame) => this.#deliver(frame),
      onStateChange: (state) => this.#onOwnState(state),
    });
    this.#connection = connection;
    const initial = connectionState("connecting");
    this.#leader = new Leader({ number, tab: this.#tab }, this.#inbox, initial, this.#post);
    connection.start();
  }

  #resignRoles(): void {
    this.#connection?.stop();
    this.#follower?.stop();
    this.#connection = undefined;
    this.#follower = undefined;
    this.#leader = undefined;
  }

  /** Delivers a frame of the own connection, and sends it to the other tabs. */
  #deliver(frame: Frame): void {
    const leader = this.#leader;
    // A listener may close the client. The other tabs then receive the frame from the next leader.
    const accepted = this.#inbox.accept(frame);
    if (accepted && leader === this.#leader) leader?.postFrame(accepted);
  }

  /** The own connection has changed its state. */
  #onOwnState(state: ConnectionState): void {
    this.#leader?.setState(state);
    if (isFinal(state)) this.#linger();
    this.#listener.onStateChange(state, "leader");
  }

  /** The leader's connection has changed its state. */
  #onLeaderState(state: ConnectionState): void {
    if (isFinal(state)) this.stop();
    this.#listener.onStateChange(state, "follower");
  }

  #receive(message: Message): void {
    if (this.#stopped) return;
    if (message.kind === "join" || message.kind === "ping") {
      this.#leader?.answer(message);
      return;
    }
    if (this.#leader) {
      // A tab with a later term took the lead while this tab was frozen.
      if (compareTerms(message.term, this.#leader.term) <= 0) return;
      this.#resign();
    }
    this.#follower?.receive(message);
  }

  readonly #post = (message: Message): void => {
    if (!this.#stopped) this.#channel.postMessage(message);
  };

  #linger(): void {
    this.#stopped = true;
    this.#resignRoles();
    this.#settings.clock.after(LINGER, () => this.#leave());
  }

  #leave(): void {
    this.#election.withdraw();
    this.#channel.close();
  }
}
