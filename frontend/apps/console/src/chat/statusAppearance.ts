import type { RunState } from "@tidings/client/runs";
import type { NodeStatus } from "@tidings/react";
import { AlertIcon, CheckIcon, RetryIcon, StaleIcon, StopIcon } from "../ui/icons.ts";

/** The icon and the tone of each status of a run, or of a node in its graph. */
export const STATUS_APPEARANCE = {
  pending: { Icon: StaleIcon, tone: "off" },
  connecting: { Icon: RetryIcon, tone: "busy" },
  streaming: { Icon: RetryIcon, tone: "busy" },
  running: { Icon: RetryIcon, tone: "busy" },
  left: { Icon: RetryIcon, tone: "busy" },
  reconnecting: { Icon: StaleIcon, tone: "warn" },
  incomplete: { Icon: AlertIcon, tone: "warn" },
  skipped: { Icon: StopIcon, tone: "warn" },
  completed: { Icon: CheckIcon, tone: "good" },
  failed: { Icon: AlertIcon, tone: "bad" },
  cancelled: { Icon: StopIcon, tone: "off" },
} as const satisfies Record<NodeStatus | Exclude<RunState["status"], "idle">, object>;
