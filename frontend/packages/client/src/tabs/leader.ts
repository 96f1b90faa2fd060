import { RESERVED } from "../control.ts";
import type { Frame } from "../frames.ts";
import type { Inbox } from "../inbox.ts";
import type { ConnectionState } from "../status.ts";
import type { FollowerMessage, LeaderMessage, Term } from "./message.ts";

/** Sends the frames that this tab receives to the other tabs, and synchronises tabs that lag behind. */
export class Leader {
  readonly term: Term;
  readonly #inbox: Inbox;
  readonly #post: (message: LeaderMessage) => void;
  /** The cursors of tabs that are ahead of this one. */
  readonly #ahead = new Map<string, string>();
  #state: ConnectionState;
  #seq = 0;

  constructor(
    term: Term,
    inbox: Inbox,
    state: ConnectionState,
    post: (message: LeaderMessage) => void,
  ) {
    this.term = term;
    this.#inbox = inbox;
    this.#state = state;
    this.#post = post;
    this.#postState();
  }

  /** Sends a frame that this tab has delivered. */
  postFrame(frame: Frame): void {
    this.#seq += 1;
    const { term } = this;
    this.#post({ kind: "frame", term, seq: this.#seq, frame: forFollowers(frame) });
    for (const [tab, cursor] of this.#ahead) {
      if (cursor === this.#inbox.cursor) this.#sync(tab, cursor, []);
    }
  }

  setState(state: ConnectionState): void {
    this.#state = state;
    this.#postState();
  }

  answer(message: FollowerMessage): void {
    if (message.kind === "join") this.#join(message.from, message.cursor);
    this.#postState();
  }

  #join(tab: string, cursor: string | undefined): void {
    const frames = cursor === undefined ? [] : this.#inbox.after(cursor);
    if (frames) {
      this.#sync(tab, cursor, frames);
    } else if (cursor !== undefined) {
      // That tab may be ahead of this one, which then reaches its cursor.
      this.#ahead.set(tab, cursor);
      this.#post({ kind: "unknown", term: this.term, to: tab, after: cursor });
    }
  }

  #sync(to: string, after: string | undefined, missed: readonly Frame[]): void {
    this.#ahead.delete(to);
    const { term } = this;
    const { cursor } = this.#inbox;
    const frames = missed.map(forFollowers);
    this.#post({ kind: "sync", term, to, after, frames, cursor, seq: this.#seq });
  }

  #postState(): void {
    this.#post({ kind: "state", term: this.term, state: this.#state });
  }
}

/** Control events of a stream concern only its own tab. A gap concerns all tabs. */
function forFollowers(frame: Frame): Frame {
  if (!frame.type?.startsWith(RESERVED) || frame.type === "tidings.gap") return frame;
  return frame.id === undefined ? {} : { id: frame.id };
}
