import { AlertIcon, CheckIcon } from "../app/icons.tsx";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import type { DeadLetter } from "./deadLetter.ts";
import { formatAt } from "./formatAt.ts";

export interface LetterRowProps {
  readonly letter: DeadLetter;
  readonly selected: boolean;
  readonly onChoose: (id: string) => void;
}

export function LetterRow({ letter, selected, onChoose }: LetterRowProps) {
  const { letters: words } = useMessages();
  const locale = useLocale();
  const replayed = letter.replayed != null;
  return (
    <li>
      <button
        aria-pressed={selected}
        className="letter"
        onClick={() => onChoose(letter.id)}
        type="button"
      >
        <span className="letter-reason">{letter.reason}</span>
        <span className="badge" data-tone={replayed ? "good" : "warn"}>
          {replayed ? <CheckIcon size={15} /> : <AlertIcon size={15} />}
          {replayed ? words.replayed : words.open}
        </span>
        <span className="letter-source">
          {letter.source} · <time dateTime={letter.at}>{formatAt(letter.at, locale)}</time>
        </span>
      </button>
    </li>
  );
}
