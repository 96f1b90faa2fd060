import type { StreamingBlock } from "@tidings/react";
import { memo } from "react";
import { Markdown } from "./Markdown.tsx";
import { NodeSection } from "./NodeSection.tsx";
import { Reasoning } from "./Reasoning.tsx";
import { ToolCard } from "./ToolCard.tsx";

export interface BlocksProps {
  readonly blocks: readonly StreamingBlock[];
}

/** What a run says, in its order; what a node says, below the node. */
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

/** Whether it is the last that was heard of whoever thinks. */
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
        <div className="tools">
          {block.toolCalls?.map((call) => (
            <ToolCard call={call} key={call.index} />
          ))}
        </div>
      );
    case "node_start":
      return null;
  }
});
