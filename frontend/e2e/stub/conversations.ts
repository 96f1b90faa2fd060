import { randomUUID } from "node:crypto";
import type { Checkpoint } from "./checkpoint.ts";
import type { Messages } from "./messages.ts";

export interface Round {
  readonly number: number;
  readonly run_id: string;
  state: "running" | "completed" | "failed" | "cancelled";
  readonly messages: Messages;
  readonly detail: Checkpoint | undefined;
  usage: object | null;
  readonly started: string;
  ended?: string;
}

export interface Conversation {
  readonly id: string;
  readonly owner: string;
  readonly kind: string;
  title: string;
  tags: string[];
  status: "active" | "favourite";
  readonly rounds: Round[];
  readonly created: string;
  updated: string;
}

/** The conversations of all users, the newest first. */
export class Conversations {
  readonly #all = new Map<string, Conversation>();

  create(owner: string, kind: string, title: string): Conversation {
    const now = new Date().toISOString();
    const made: Conversation = {
      id: `cv-${randomUUID()}`,
      owner,
      kind,
      title: title.slice(0, 60),
      tags: [],
      status: "active",
      rounds: [],
      created: now,
      updated: now,
    };
    this.#all.set(made.id, made);
    return made;
  }

  find(owner: string, id: string): Conversation | undefined {
    const found = this.#all.get(id);
    return found?.owner === owner ? found : undefined;
  }

  /** The filters of the console: text in the title, a tag, and a limit. */
  list(owner: string, query: URLSearchParams): object {
    const text = query.get("q")?.toLowerCase() ?? "";
    const tag = query.get("tag");
    const limit = Number(query.get("limit") ?? 50);
    const found = [...this.#all.values()]
      .filter((one) => one.owner === owner && one.title.toLowerCase().includes(text))
      .filter(({ tags }) => tag === null || tags.includes(tag))
      .sort((a, b) => b.updated.localeCompare(a.updated));
    const conversations = found
      .slice(0, limit)
      .map(({ rounds, owner: _, ...rest }) => ({ ...rest, round_count: rounds.length }));
    return { conversations, ...(found.length > limit && { next: String(limit) }) };
  }

  begin(
    conversation: Conversation,
    run_id: string,
    messages: Messages,
    detail: Checkpoint | undefined,
  ): Round {
    const started = new Date().toISOString();
    const number = conversation.rounds.length + 1;
    const common = { number, run_id, messages, detail, started };
    const round: Round = { ...common, state: "running", usage: null };
    conversation.rounds.push(round);
    conversation.updated = started;
    return round;
  }

  delete(owner: string, id: string): boolean {
    return this.find(owner, id) !== undefined && this.#all.delete(id);
  }
}
