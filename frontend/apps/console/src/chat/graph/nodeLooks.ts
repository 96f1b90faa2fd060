import type { NodeStatus } from "@tidings/react";
import { AlertIcon, CheckIcon, RetryIcon, StopIcon } from "../../app/icons.tsx";
import { StaleIcon } from "../../app/pageIcons.tsx";

/** The icon and tone of each state that a node can be in. */
export const NODE_LOOKS = {
  pending: { Icon: StaleIcon, tone: "off" },
  running: { Icon: RetryIcon, tone: "busy" },
  completed: { Icon: CheckIcon, tone: "good" },
  failed: { Icon: AlertIcon, tone: "bad" },
  skipped: { Icon: StopIcon, tone: "warn" },
  cancelled: { Icon: StopIcon, tone: "off" },
} as const satisfies Record<NodeStatus, object>;
