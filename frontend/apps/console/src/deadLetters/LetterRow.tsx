import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import { Badge } from "../ui/Badge.tsx";
import { AlertIcon, CheckIcon } from "../ui/icons.ts";
import type { DeadLetter } from "./deadLetter.ts";
import { formatAt } from "./formatAt.ts";
import styles from "./LetterRow.module.css";

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
        className={styles.letter}
        onClick={() => onChoose(letter.id)}
        type="button"
      >
        <span className={styles.reason}>{letter.reason}</span>
        <Badge icon={replayed ? CheckIcon : AlertIcon} tone={replayed ? "good" : "warn"}>
          {replayed ? words.replayed : words.open}
        </Badge>
        <span className={styles.source}>
          {letter.source} · <time dateTime={letter.at}>{formatAt(letter.at, locale)}</time>
        </span>
      </button>
    </li>
  );
}
