import { ActionIcon, Title } from "@mantine/core";
import { memo } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import { GraphIcon, ListIcon, PlusIcon } from "./chatIcons.tsx";

export interface ChatHeadProps {
  readonly title: string;
  /** Absent where the list is beside the conversation anyway. */
  readonly onList?: (() => void) | undefined;
  readonly onFresh: () => void;
  /** Whether the graph is seen; `undefined` where there is none. */
  readonly graphShown: boolean | undefined;
  readonly onGraph: (shown: boolean) => void;
}

/** What the conversation is called, and what there is around it. */
export const ChatHead = memo(function ChatHead(props: ChatHeadProps) {
  const { title, onList, onFresh, graphShown, onGraph } = props;
  const { chat } = useMessages();
  return (
    <div className="chat-head">
      {onList !== undefined && (
        <ActionIcon aria-label={chat.showList} onClick={onList} size={34} variant="default">
          <ListIcon />
        </ActionIcon>
      )}
      <Title className="chat-title" order={1} size="h5">
        {title}
      </Title>
      {graphShown !== undefined && (
        <ActionIcon
          aria-label={graphShown ? chat.hideGraph : chat.showGraph}
          onClick={() => onGraph(!graphShown)}
          size={34}
          variant={graphShown ? "light" : "default"}
        >
          <GraphIcon />
        </ActionIcon>
      )}
      {onList !== undefined && (
        <ActionIcon aria-label={chat.fresh} onClick={onFresh} size={34} variant="default">
          <PlusIcon />
        </ActionIcon>
      )}
    </div>
  );
});
