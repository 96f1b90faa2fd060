import { randomUUID } from "node:crypto";
import { type Conversation, Conversations, type Round } from "./conversations.ts";
import { Events } from "./events.ts";
import { Journal } from "./journal.ts";
import { Messages } from "./messages.ts";
import { type Emit, type FrameData, ScriptedFailure } from "./script.ts";

interface Run {
  readonly owner: string;
  readonly journal: Journal;
  readonly cancel: AbortController;
}

/** What is asked of a run: who, for which conversation, and how it goes. */
export interface Asked {
  readonly owner: string;
  readonly kind: string;
  readonly prompt: string;
  readonly conversation: Conversation | undefined;
  readonly temporary: boolean;
  readonly go: (emit: Emit, signal: AbortSignal) => Promise<number>;
}

/** Starts runs, which go on whoever watches. */
export class Runner {
  readonly conversations = new Conversations();
  readonly events = new Events();
  readonly #runs = new Map<string, Run>();

  find(owner: string, id: string): Run | undefined {
    const run = this.#runs.get(id);
    return run?.owner === owner ? run : undefined;
  }

  start({ owner, kind, prompt, conversation, temporary, go }: Asked): Journal {
    const journal = new Journal(`r-${randomUUID().slice(0, 8)}`);
    const run = { owner, journal, cancel: new AbortController() };
    this.#runs.set(journal.id, run);
    const messages = new Messages(prompt);
    const of = temporary
      ? undefined
      : (conversation ?? this.conversations.create(owner, kind, prompt));
    const round = of && this.conversations.begin(of, journal.id, messages);
    const tell = (type: string, state: string) => {
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
    tell("run.started", "running");
    const emit = (frame: FrameData) => {
      messages.add(frame);
      journal.add(frame);
    };
    void this.#finish(go(emit, run.cancel.signal), emit, round).then((state) => {
      journal.add("[DONE]");
      tell(`run.${state}`, state);
    });
    return journal;
  }

  async #finish(tokens: Promise<number>, emit: Emit, round: Round | undefined) {
    let state: Round["state"] = "completed";
    let said = 0;
    try {
      said = await tokens;
    } catch (error) {
      const failed = error instanceof ScriptedFailure;
      state = failed ? "failed" : "cancelled";
      const message = failed ? error.message : "The run was cancelled";
      emit({ error: { message, type: failed ? "model_error" : "cancelled" } });
    }
    const usage = { prompt_tokens: 21, completion_tokens: said, total_tokens: 21 + said };
    emit({ choices: [], usage });
    if (round) Object.assign(round, { state, usage, ended: new Date().toISOString() });
    return state;
  }
}
