import type { ToolCall, ToolCallStatus } from "@tidings/react";
import { memo } from "react";
import { AlertIcon, CheckIcon, RetryIcon, StopIcon } from "../../app/icons.tsx";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { JsonText } from "../../live/JsonText.tsx";
import { RightIcon, ToolIcon } from "../chatIcons.tsx";

export interface ToolCardProps {
  readonly call: ToolCall;
}

const LOOKS: Readonly<
  Record<ToolCallStatus, { readonly Icon: typeof CheckIcon; readonly tone: string }>
> = {
  receiving: { Icon: RetryIcon, tone: "busy" },
  running: { Icon: RetryIcon, tone: "busy" },
  completed: { Icon: CheckIcon, tone: "good" },
  failed: { Icon: AlertIcon, tone: "bad" },
  unanswered: { Icon: StopIcon, tone: "off" },
};

/** A tool call: its input, whether it runs, and what came of it. */
export const ToolCard = memo(function ToolCard({ call }: ToolCardProps) {
  const { chat } = useMessages();
  const { Icon, tone } = LOOKS[call.status];
  const busy = call.status === "receiving" || call.status === "running";
  return (
    <details className="fold tool surface" data-status={call.status}>
      <summary>
        <RightIcon className="fold-mark" size={14} />
        <ToolIcon size={16} />
        <code className="tool-name">{call.function.name || chat.toolUnnamed}</code>
        <span className="tool-brief">{call.result ?? call.function.arguments}</span>
        <span className="badge" data-tone={tone}>
          <Icon className={busy ? "spinning" : undefined} size={14} />
          {chat.tool[call.status]}
        </span>
      </summary>
      <div className="tool-body">
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
      <div className="tool-label">{label}</div>
      <pre className="data">
        <JsonText coloured={pretty !== undefined} text={pretty ?? text} />
      </pre>
    </div>
  );
}

/** JSON in lines; `undefined` for text that is none, or not yet. */
function indented(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}
