import { useCallback, useState } from "react";
import { useWorkspace } from "./workspace.ts";

/** A state that the tab keeps across a reload and a sign-in. `initial` is not kept. */
export function useDraft<T>(name: string, initial: T): readonly [T, (value: T) => void] {
  const { drafts } = useWorkspace();
  const [value, setValue] = useState(() => drafts.get(name, initial));
  const change = useCallback(
    (next: T) => {
      drafts.set(name, next === initial ? undefined : next);
      setValue(next);
    },
    [drafts, name, initial],
  );
  return [value, change];
}
