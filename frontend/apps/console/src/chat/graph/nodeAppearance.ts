import type { NodeStatus } from "@tidings/react";
import { AlertIcon, CheckIcon, RetryIcon, StaleIcon, StopIcon } from "../../ui/icons.ts";

/** The icon and the tone of each status of a node. */
export const NODE_APPEARANCE = {
  pending: { Icon: StaleIcon, tone: "off" },
  running: { Icon: RetryIcon, tone: "busy" },
  completed: { Icon: CheckIcon, tone: "good" },
  failed: { Icon: AlertIcon, tone: "bad" },
  skipped: { Icon: StopIcon, tone: "warn" },
  cancelled: { Icon: StopIcon, tone: "off" },
} as const satisfies Record<NodeStatus, object>;
