import type { StreamingBlock } from "@tidings/react";
import { Children, type ReactNode } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { RightIcon } from "../chatIcons.tsx";
import { NODE_LOOKS } from "../graph/nodeLooks.ts";

export interface NodeSectionProps {
  /** Of type `node_start`. */
  readonly node: StreamingBlock;
  readonly children: ReactNode;
}

/** What one node of a graph said, under its name. A node that said nothing, and is well, is not shown. */
export function NodeSection({ node, children }: NodeSectionProps) {
  const { chat } = useMessages();
  const status = node.nodeInfo?.status ?? "running";
  if (Children.count(children) === 0 && status === "completed") return null;
  const { Icon, tone } = NODE_LOOKS[status];
  return (
    <details className="fold node" open>
      <summary>
        <RightIcon className="fold-mark" size={14} />
        <strong>{node.content}</strong>
        <span className="badge" data-tone={tone}>
          <Icon className={status === "running" ? "spinning" : undefined} size={14} />
          {chat.node[status]}
        </span>
      </summary>
      <div className="node-body">{children}</div>
    </details>
  );
}
