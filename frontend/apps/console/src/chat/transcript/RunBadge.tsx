import type { RunState } from "@tidings/client/runs";
import { AlertIcon, CheckIcon, RetryIcon, StopIcon } from "../../app/icons.tsx";
import { StaleIcon } from "../../app/pageIcons.tsx";
import { useMessages } from "../../i18n/LanguageContext.ts";

export interface RunBadgeProps {
  readonly run: RunState;
}

const LOOKS = {
  connecting: { Icon: RetryIcon, tone: "busy" },
  streaming: { Icon: RetryIcon, tone: "busy" },
  reconnecting: { Icon: StaleIcon, tone: "warn" },
  incomplete: { Icon: AlertIcon, tone: "warn" },
  failed: { Icon: AlertIcon, tone: "bad" },
  cancelled: { Icon: StopIcon, tone: "off" },
  left: { Icon: RetryIcon, tone: "busy" },
  completed: { Icon: CheckIcon, tone: "good" },
} as const;

/** How a run stands. One that ended well says nothing: that is how it should be. */
export function RunBadge({ run: { status } }: RunBadgeProps) {
  const { chat } = useMessages();
  if (status === "idle" || status === "completed") return null;
  const { Icon, tone } = LOOKS[status];
  const busy = status === "connecting" || status === "streaming";
  return (
    <span className="badge" data-testid="run-state" data-tone={tone}>
      <Icon className={busy ? "spinning" : undefined} size={14} />
      {chat.state[status]}
    </span>
  );
}
