import { randomUUID } from "node:crypto";
import { Checkpoint } from "./checkpoint.ts";
import { type Conversation, Conversations, type Round } from "./conversations.ts";
import { Events } from "./events.ts";
import type { GraphDefinition } from "./graph.ts";
import { Journal } from "./journal.ts";
import { Messages } from "./messages.ts";
import { type Emit, type FrameData, ScriptedFailure } from "./script.ts";

interface Run {
  readonly owner: string;
  readonly conversation: string | undefined;
  readonly journal: Journal;
  readonly cancel: AbortController;
}

/** A request to start a run. */
export interface StartedRun {
  readonly owner: string;
  readonly kind: string;
  readonly prompt: string;
  readonly conversation: Conversation | undefined;
  readonly temporary: boolean;
  readonly graph: GraphDefinition | undefined;
  readonly play: (emit: Emit, signal: AbortSignal) => Promise<number>;
}

/** Starts runs, which continue without a watcher. */
export class Runner {
  readonly conversations = new Conversations();
  readonly events = new Events();
  readonly #runs = new Map<string, Run>();
  readonly #running = new Set<Run>();

  find(owner: string, id: string): Run | undefined {
    const run = this.#runs.get(id);
    return run?.owner === owner ? run : undefined;
  }

  /** The user's runs that have not ended. */
  running(user: string): object[] {
    return [...this.#running].flatMap(({ owner, journal, conversation }) =>
      owner === user ? { run_id: journal.id, conversation_id: conversation, state: "running" } : [],
    );
  }

  start({ owner, kind, prompt, conversation, temporary, graph, play }: StartedRun): Journal {
    const journal = new Journal(`r-${randomUUID().slice(0, 8)}`);
    const messages = new Messages(prompt);
    const checkpoint = graph && new Checkpoint(graph);
    const of = temporary
      ? undefined
      : (conversation ?? this.conversations.create(owner, kind, prompt));
    const run = { owner, journal, conversation: of?.id, cancel: new AbortController() };
    this.#runs.set(journal.id, run);
    this.#running.add(run);
    const round = of && this.conversations.begin(of, journal.id, messages, checkpoint);
    const publish = (type: string, state: string) => {
      if (of) {
        const data = { run_id: journal.id, conversation_id: of.id, kind, title: of.title, state };
        this.events.publish(owner, type, data);
      }
    };
    journal.add({
      type: "run_started",
      run_id: journal.id,
      ...(of && { conversation_id: of.id }),
    });
    publish("run.started", "running");
    const emit = (frame: FrameData) => {
      messages.add(frame);
      checkpoint?.add(frame);
      journal.add(frame);
    };
    void this.#finish(play(emit, run.cancel.signal), emit, round).then((state) => {
      this.#running.delete(run);
      journal.add("[DONE]");
      publish(`run.${state}`, state);
    });
    return journal;
  }

  async #finish(tokens: Promise<number>, emit: Emit, round: Round | undefined) {
    let state: Round["state"] = "completed";
    let completion = 0;
    try {
      completion = await tokens;
    } catch (error) {
      const failed = error instanceof ScriptedFailure;
      state = failed ? "failed" : "cancelled";
      const message = failed ? error.message : "The run was cancelled";
      emit({ error: { message, type: failed ? "model_error" : "cancelled" } });
    }
    const usage = {
      prompt_tokens: 21,
      completion_tokens: completion,
      total_tokens: 21 + completion,
    };
    emit({ choices: [], usage });
    if (round) Object.assign(round, { state, usage, ended: new Date().toISOString() });
    return state;
  }
}
