import { useCallback, useEffect, useRef, useState } from "react";
import { useWorkspace } from "../app/workspace.ts";
import { type DeadLetter, type DeadLetterPage, pathOfPage } from "./deadLetter.ts";

interface Loaded {
  readonly letters: readonly DeadLetter[] | undefined;
  readonly more: boolean;
  readonly error: unknown;
}

/**
 * The letters, a page at a time. They are loaded `anew`, the `older` ones on top, or `again` as far
 * as they were, to see what has become of them.
 */
export function useDeadLetters() {
  const { api } = useWorkspace();
  const [state, setState] = useState<Loaded>({ letters: undefined, more: false, error: undefined });
  const known = useRef<readonly DeadLetter[]>([]);

  const load = useCallback(
    async (which: "anew" | "older" | "again"): Promise<void> => {
      const until = which === "again" ? known.current.length : 0;
      let letters = which === "older" ? known.current : [];
      let more = true;
      try {
        do {
          const page = (await api.get(pathOfPage(letters.at(-1)?.id))) as DeadLetterPage;
          letters = [...letters, ...page.letters];
          more = page.more && page.letters.length > 0;
        } while (more && letters.length < until);
        known.current = letters;
        setState({ letters, more, error: undefined });
      } catch (error) {
        setState((before) => ({ ...before, error }));
      }
    },
    [api],
  );

  useEffect(() => {
    void load("anew");
  }, [load]);
  return { ...state, load };
}
