import type { StreamingBlock } from "@tidings/react";
import { Children, type ReactNode } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { Badge } from "../../ui/Badge.tsx";
import { RightIcon } from "../chatIcons.ts";
import { STATUS_APPEARANCE } from "../statusAppearance.ts";
import fold from "./fold.module.css";
import styles from "./NodeSection.module.css";

export interface NodeSectionProps {
  /** Of type `node_start`. */
  readonly node: StreamingBlock;
  readonly children: ReactNode;
}

/** The output of one node of a graph. A completed node without output is not shown. */
export function NodeSection({ node, children }: NodeSectionProps) {
  const { chat } = useMessages();
  const status = node.nodeInfo?.status ?? "running";
  if (Children.count(children) === 0 && status === "completed") return null;
  const { Icon, tone } = STATUS_APPEARANCE[status];
  return (
    <details className={`${fold.fold} ${styles.node}`} data-testid="node" open>
      <summary>
        <RightIcon className={fold.mark} size={14} />
        <strong>{node.content}</strong>
        <Badge
          icon={Icon}
          iconSize={14}
          spinning={status === "running"}
          testId="node-state"
          tone={tone}
        >
          {chat.node[status]}
        </Badge>
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
