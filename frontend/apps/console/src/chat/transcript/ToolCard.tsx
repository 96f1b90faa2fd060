import type { ToolCall, ToolCallStatus } from "@tidings/react";
import { memo } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { JsonText } from "../../live/JsonText.tsx";
import { Badge } from "../../ui/Badge.tsx";
import data from "../../ui/data.module.css";
import {
  AlertIcon,
  CheckIcon,
  type IconComponent,
  RetryIcon,
  StopIcon,
  type Tone,
} from "../../ui/icons.ts";
import surface from "../../ui/surface.module.css";
import { RightIcon, ToolIcon } from "../chatIcons.ts";
import fold from "./fold.module.css";
import styles from "./ToolCard.module.css";

export interface ToolCardProps {
  readonly call: ToolCall;
}

const APPEARANCE: Readonly<
  Record<ToolCallStatus, { readonly Icon: IconComponent; readonly tone: Tone }>
> = {
  receiving: { Icon: RetryIcon, tone: "busy" },
  running: { Icon: RetryIcon, tone: "busy" },
  completed: { Icon: CheckIcon, tone: "good" },
  failed: { Icon: AlertIcon, tone: "bad" },
  unanswered: { Icon: StopIcon, tone: "off" },
};

/** A tool call with its input, its status and its result. */
export const ToolCard = memo(function ToolCard({ call }: ToolCardProps) {
  const { chat } = useMessages();
  const { Icon, tone } = APPEARANCE[call.status];
  const busy = call.status === "receiving" || call.status === "running";
  return (
    <details
      className={`${surface.surface} ${fold.fold} ${styles.tool}`}
      data-status={call.status}
      data-testid="tool-call"
    >
      <summary>
        <RightIcon className={fold.mark} size={14} />
        <ToolIcon size={16} />
        <code className={styles.name}>{call.function.name || chat.toolUnnamed}</code>
        <span className={styles.brief}>{call.result ?? call.function.arguments}</span>
        <Badge icon={Icon} iconSize={14} spinning={busy} tone={tone}>
          {chat.tool[call.status]}
        </Badge>
      </summary>
      <div className={styles.body}>
        <Part label={chat.input} text={call.function.arguments} />
        {call.result !== undefined && <Part label={chat.result} text={call.result} />}
      </div>
    </details>
  );
});

function Part({ label, text }: { readonly label: string; readonly text: string }) {
  const pretty = indented(text);
  return (
    <div>
      <div className={styles.label}>{label}</div>
      <pre className={`${data.data} ${styles.part}`}>
        <JsonText coloured={pretty !== undefined} text={pretty ?? text} />
      </pre>
    </div>
  );
}

/** Indents JSON; `undefined` for text that is not, or not yet, JSON. */
function indented(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}
