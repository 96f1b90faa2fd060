import type { RunState } from "@tidings/client/runs";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { Badge } from "../../ui/Badge.tsx";
import { AlertIcon, CheckIcon, RetryIcon, StaleIcon, StopIcon } from "../../ui/icons.ts";

export interface RunBadgeProps {
  readonly run: RunState;
}

const APPEARANCE = {
  connecting: { Icon: RetryIcon, tone: "busy" },
  streaming: { Icon: RetryIcon, tone: "busy" },
  reconnecting: { Icon: StaleIcon, tone: "warn" },
  incomplete: { Icon: AlertIcon, tone: "warn" },
  failed: { Icon: AlertIcon, tone: "bad" },
  cancelled: { Icon: StopIcon, tone: "off" },
  left: { Icon: RetryIcon, tone: "busy" },
  completed: { Icon: CheckIcon, tone: "good" },
} as const;

/** The status of a run. A completed run has no badge. */
export function RunBadge({ run: { status } }: RunBadgeProps) {
  const { chat } = useMessages();
  if (status === "idle" || status === "completed") return null;
  const { Icon, tone } = APPEARANCE[status];
  const busy = status === "connecting" || status === "streaming";
  return (
    <Badge icon={Icon} iconSize={14} spinning={busy} testId="run-state" tone={tone}>
      {chat.state[status]}
    </Badge>
  );
}
