import type { StreamingBlock } from "@tidings/react";
import { memo, useState } from "react";
import { formatDuration } from "../../i18n/duration.ts";
import { useLocale, useMessages } from "../../i18n/LanguageContext.ts";
import { RightIcon, ThoughtIcon } from "../chatIcons.tsx";

export interface ReasoningProps {
  readonly block: StreamingBlock;
  /** Whether the model still thinks, and says nothing yet. */
  readonly thinking: boolean;
}

/** What is shorter was not thought in so little time, but came at once, from a journal. */
const MEASURED = 500;

/** What the model thought: open while it thinks, closed once it speaks, and then as one leaves it. */
export const Reasoning = memo(function Reasoning({ block, thinking }: ReasoningProps) {
  const { chat } = useMessages();
  const locale = useLocale();
  const [chosen, setChosen] = useState<boolean>();
  const took = block.updatedAt - block.timestamp;
  const thought = took < MEASURED ? chat.thought : chat.thoughtFor(formatDuration(took, locale));
  const words = thinking ? chat.thinking : thought;
  const open = chosen ?? thinking;
  return (
    <details className="fold reasoning" open={open}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button of its own */}
      <summary
        onClick={(event) => {
          event.preventDefault();
          setChosen(!open);
        }}
      >
        <RightIcon className="fold-mark" size={14} />
        <ThoughtIcon className={thinking ? "pulsing" : undefined} size={16} />
        <span>{words}</span>
      </summary>
      {open ? <div className="reasoning-text">{block.content}</div> : null}
    </details>
  );
});
