import type { StreamingBlock } from "@tidings/react";
import { memo } from "react";
import styles from "./Blocks.module.css";
import { Markdown } from "./Markdown.tsx";
import { NodeSection } from "./NodeSection.tsx";
import { Reasoning } from "./Reasoning.tsx";
import { ToolCard } from "./ToolCard.tsx";

export interface BlocksProps {
  readonly blocks: readonly StreamingBlock[];
}

/** Shows a run's output in its order. A node's output is below the node. */
export function Blocks({ blocks }: BlocksProps) {
  return blocks
    .filter(({ parentId }) => parentId === undefined)
    .map((block) => {
      if (block.type !== "node_start") {
        return <Block block={block} key={block.id} thinking={isThinking(block, blocks)} />;
      }
      return (
        <NodeSection key={block.id} node={block}>
          {blocks
            .filter(({ parentId }) => parentId === block.id)
            .map((part, _, parts) => (
              <Block block={part} key={part.id} thinking={isThinking(part, parts)} />
            ))}
        </NodeSection>
      );
    });
}

/** Whether the block is open reasoning, and the last block of its node. */
function isThinking(block: StreamingBlock, all: readonly StreamingBlock[]): boolean {
  return block.type === "reasoning" && !block.isComplete && all.at(-1) === block;
}

interface BlockProps {
  readonly block: StreamingBlock;
  readonly thinking: boolean;
}

const Block = memo(function Block({ block, thinking }: BlockProps) {
  switch (block.type) {
    case "reasoning":
      return <Reasoning block={block} thinking={thinking} />;
    case "content":
      return <Markdown growing={!block.isComplete} text={block.content} />;
    case "tool_calls":
      return (
        <div className={styles.tools}>
          {block.toolCalls?.map((call) => (
            <ToolCard call={call} key={call.index} />
          ))}
        </div>
      );
    case "node_start":
      return null;
  }
});
