import { type PublishReceipt, TidingsError } from "@tidings/client";
import { useState } from "react";
import { useWorkspace } from "../app/workspace.ts";
import { type DeadLetter, pathOfReplay } from "./deadLetter.ts";

export type ReplayOutcome =
  | { readonly kind: "none" }
  | { readonly kind: "accepted"; readonly cursor: string; readonly duplicate: boolean }
  /** Each fault on a line of its own. */
  | { readonly kind: "refused"; readonly message: string };

/** Has a letter taken in: its own bytes, or an event that was made of them. */
export function useReplay(letter: DeadLetter, onReplayed: () => void) {
  const { api } = useWorkspace();
  const [outcome, setOutcome] = useState<ReplayOutcome>({ kind: "none" });
  const [busy, setBusy] = useState(false);

  async function replay(corrected: string | undefined): Promise<void> {
    setBusy(true);
    setOutcome({ kind: "none" });
    try {
      const receipt = (await api.post(pathOfReplay(letter), corrected)) as PublishReceipt;
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
  const faults = error.problem.errors.map(({ field, message }) =>
    field === "" ? message : `${field}: ${message}`,
  );
  // Where there is but one fault, the server's detail is that one.
  return [...new Set([error.message, ...faults])].join("\n");
}
