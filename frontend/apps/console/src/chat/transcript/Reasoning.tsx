import type { StreamingBlock } from "@tidings/react";
import { memo, useState } from "react";
import { formatDuration } from "../../i18n/duration.ts";
import { useLocale, useMessages } from "../../i18n/LanguageContext.ts";
import { ReasoningIcon, RightIcon } from "../chatIcons.ts";
import fold from "./fold.module.css";
import styles from "./Reasoning.module.css";

export interface ReasoningProps {
  readonly block: StreamingBlock;
  /** Whether the model still reasons, and has not answered. */
  readonly thinking: boolean;
}

/** A shorter duration is not shown: the text came at once, from the journal; milliseconds. */
const MIN_DURATION = 500;

/** The model's reasoning: open while the model reasons, then closed, unless the user decides. */
export const Reasoning = memo(function Reasoning({ block, thinking }: ReasoningProps) {
  const { chat } = useMessages();
  const locale = useLocale();
  const [chosen, setChosen] = useState<boolean>();
  const took = block.updatedAt - block.timestamp;
  const thought =
    took < MIN_DURATION ? chat.thought : chat.thoughtFor(formatDuration(took, locale));
  const words = thinking ? chat.thinking : thought;
  const open = chosen ?? thinking;
  return (
    <details className={`${fold.fold} ${styles.reasoning}`} open={open}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button of its own */}
      <summary
        onClick={(event) => {
          event.preventDefault();
          setChosen(!open);
        }}
      >
        <RightIcon className={fold.mark} size={14} />
        <ReasoningIcon className={thinking ? styles.pulsing : undefined} size={16} />
        <span>{words}</span>
      </summary>
      {open ? <div className={styles.text}>{block.content}</div> : null}
    </details>
  );
});
