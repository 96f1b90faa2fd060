import { TidingsError } from "@tidings/client";
import { useState } from "react";
import { useWorkspace } from "../app/workspace.ts";
import type { DeadLetter } from "./deadLetter.ts";

export type ReplayOutcome =
  | { readonly kind: "none" }
  | { readonly kind: "accepted"; readonly cursor: string; readonly duplicate: boolean }
  /** Each error is on its own line. */
  | { readonly kind: "refused"; readonly message: string };

/** Replays a letter: its own bytes, or a corrected event. */
export function useReplay(letter: DeadLetter, onReplayed: () => void) {
  const { api } = useWorkspace();
  const [outcome, setOutcome] = useState<ReplayOutcome>({ kind: "none" });
  const [busy, setBusy] = useState(false);

  async function replay(corrected: string | undefined): Promise<void> {
    setBusy(true);
    setOutcome({ kind: "none" });
    try {
      const path = { id: letter.id };
      const receipt = await api.post("/api/admin/dead-letters/{id}/replay", { path }, corrected);
      const { cursor, duplicates } = receipt;
      setOutcome({ kind: "accepted", cursor, duplicate: duplicates > 0 });
      onReplayed();
    } catch (error) {
      setOutcome({ kind: "refused", message: explain(error) });
    } finally {
      setBusy(false);
    }
  }
  return { outcome, busy, replay };
}

function explain(error: unknown): string {
  if (!(error instanceof TidingsError)) return String(error);
  const errors = error.problem.errors.map(({ field, message }) =>
    field === "" ? message : `${field}: ${message}`,
  );
  // With a single error, the server's detail repeats it.
  return [...new Set([error.message, ...errors])].join("\n");
}
