import type { RunState } from "@tidings/client/runs";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { Badge } from "../../ui/Badge.tsx";
import { STATUS_APPEARANCE } from "../statusAppearance.ts";

export interface RunBadgeProps {
  readonly run: RunState;
}

/** The status of a run. A completed run has no badge. */
export function RunBadge({ run: { status } }: RunBadgeProps) {
  const { chat } = useMessages();
  if (status === "idle" || status === "completed") return null;
  const { Icon, tone } = STATUS_APPEARANCE[status];
  const busy = status === "connecting" || status === "streaming";
  return (
    <Badge icon={Icon} iconSize={14} spinning={busy} testId="run-state" tone={tone}>
      {chat.state[status]}
    </Badge>
  );
}
