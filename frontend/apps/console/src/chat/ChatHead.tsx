import { ActionIcon, Title } from "@mantine/core";
import { memo } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import styles from "./ChatHead.module.css";
import { GraphIcon, ListIcon, PlusIcon } from "./chatIcons.ts";

export interface ChatHeadProps {
  readonly title: string;
  /** Absent where the list is beside the conversation. */
  readonly onList?: (() => void) | undefined;
  readonly onNew: () => void;
  /** Whether the graph is visible; `undefined` where there is none. */
  readonly graphShown: boolean | undefined;
  readonly onGraph: (shown: boolean) => void;
}

/** The title of the conversation, and buttons for the list, the graph and a new conversation. */
export const ChatHead = memo(function ChatHead(props: ChatHeadProps) {
  const { title, onList, onNew, graphShown, onGraph } = props;
  const { chat } = useMessages();
  return (
    <div className={styles.head}>
      {onList !== undefined && (
        <ActionIcon aria-label={chat.showList} onClick={onList} size={34} variant="default">
          <ListIcon />
        </ActionIcon>
      )}
      <Title className={styles.title ?? ""} order={1} size="h5">
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
        <ActionIcon aria-label={chat.newConversation} onClick={onNew} size={34} variant="default">
          <PlusIcon />
        </ActionIcon>
      )}
    </div>
  );
});
