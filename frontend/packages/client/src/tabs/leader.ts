import { RESERVED } from "../control.ts";
import type { Frame } from "../frames.ts";
import type { Inbox } from "../inbox.ts";
import type { Standing } from "../status.ts";
import type { FollowerMessage, LeaderMessage, Term } from "./message.ts";

/** Tells the other tabs what this one receives, and lines up those that come or lag behind. */
export class Leader {
  readonly term: Term;
  readonly #inbox: Inbox;
  readonly #post: (message: LeaderMessage) => void;
  readonly #ahead = new Map<string, string>();
  #standing: Standing;
  #seq = 0;

  constructor(
    term: Term,
    inbox: Inbox,
    standing: Standing,
    post: (message: LeaderMessage) => void,
  ) {
    this.term = term;
    this.#inbox = inbox;
    this.#standing = standing;
    this.#post = post;
    this.#tellStanding();
  }

  /** Passes on a frame that was delivered here. */
  frame(frame: Frame): void {
    this.#seq += 1;
    const { term } = this;
    this.#post({ kind: "frame", term, seq: this.#seq, frame: forOthers(frame) });
    for (const [tab, cursor] of this.#ahead) {
      if (cursor === this.#inbox.cursor) this.#lineUp(tab, cursor, []);
    }
  }

  standing(standing: Standing): void {
    this.#standing = standing;
    this.#tellStanding();
  }

  answer(message: FollowerMessage): void {
    if (message.kind === "join") this.#join(message.from, message.cursor);
    this.#tellStanding();
  }

  #join(tab: string, cursor: string | undefined): void {
    const frames = cursor === undefined ? [] : this.#inbox.after(cursor);
    if (frames) {
      this.#lineUp(tab, cursor, frames);
    } else if (cursor !== undefined) {
      // It may be ahead of this tab, which gets there then.
      this.#ahead.set(tab, cursor);
      this.#post({ kind: "unknown", term: this.term, to: tab, asked: cursor });
    }
  }

  #lineUp(to: string, asked: string | undefined, frames: readonly Frame[]): void {
    this.#ahead.delete(to);
    const { term } = this;
    const { cursor } = this.#inbox;
    const told = frames.map(forOthers);
    this.#post({ kind: "line", term, to, asked, frames: told, cursor, seq: this.#seq });
  }

  #tellStanding(): void {
    this.#post({ kind: "standing", term: this.term, standing: this.#standing });
  }
}

/** What opens or closes a stream is its own tab's affair; what may be missing concerns all. */
function forOthers(frame: Frame): Frame {
  if (!frame.type?.startsWith(RESERVED) || frame.type === "tidings.gap") return frame;
  return frame.id === undefined ? {} : { id: frame.id };
}
