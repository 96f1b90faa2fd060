import type { NodeInfo, NodeStatus } from "@tidings/react";
import { memo } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import spin from "../../ui/spin.module.css";
import type { GraphShape } from "../data/conversation.ts";
import { STATUS_APPEARANCE } from "../statusAppearance.ts";
import styles from "./GraphView.module.css";
import { type Layout, layout, type PlacedNode } from "./layout.ts";

export interface GraphViewProps {
  readonly graph: GraphShape | undefined;
  /** The nodes with a status. */
  readonly live: readonly NodeInfo[];
  readonly className?: string | undefined;
}

/** Sizes in pixels, as in the style sheet. */
const NODE = { width: 132, height: 46 };
const GAP = { x: 16, y: 36 };

/** Shows a graph from its start at the top, each node with its status. */
export const GraphView = memo(function GraphView({ graph, live, className }: GraphViewProps) {
  const { chat } = useMessages();
  const plan = layout(graph, live);
  const states = new Map<string, NodeStatus>(live.map((info) => [info.nodeName, info.status]));
  const width = plan.width * (NODE.width + GAP.x) - GAP.x;
  const height = plan.levels * (NODE.height + GAP.y) - GAP.y;
  return (
    <section
      aria-label={chat.graphView}
      className={className === undefined ? styles.graph : `${styles.graph} ${className}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus
      tabIndex={0}
    >
      <div className={styles.plan} style={{ width, height }}>
        <svg aria-hidden="true" className={styles.edges} height={height} width={width}>
          {plan.edges.map(([from, to]) => (
            <path
              d={curve(at(from, plan), at(to, plan))}
              data-status={states.get(to.name)}
              key={`${from.name} ${to.name}`}
            />
          ))}
        </svg>
        <ol className={styles.nodes}>
          {plan.nodes.map((node) => {
            const status = states.get(node.name) ?? "pending";
            const { Icon, tone } = STATUS_APPEARANCE[status];
            const { x, y } = at(node, plan);
            return (
              <li
                className={styles.node}
                data-status={status}
                data-tone={tone}
                key={node.name}
                style={{ left: x, top: y }}
              >
                <span className={styles.name} title={node.name}>
                  {node.name}
                </span>
                <span className={styles.state}>
                  <Icon className={status === "running" ? spin.spinning : undefined} size={12} />
                  {chat.node[status]}
                </span>
              </li>
            );
          })}
        </ol>
      </div>
    </section>
  );
});

/** Each level is centred below the one before it. */
function at({ level, column }: PlacedNode, { nodes, width }: Layout): { x: number; y: number } {
  const count = nodes.filter((node) => node.level === level).length;
  const indent = ((width - count) * (NODE.width + GAP.x)) / 2;
  return { x: indent + column * (NODE.width + GAP.x), y: level * (NODE.height + GAP.y) };
}

function curve(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const [x1, y1] = [from.x + NODE.width / 2, from.y + NODE.height];
  const [x2, y2] = [to.x + NODE.width / 2, to.y];
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}
