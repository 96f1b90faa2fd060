import { Alert, Button, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { memo, useState } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { PlusIcon } from "../chatIcons.ts";
import type { ConversationSummary } from "../data/conversation.ts";
import type { useConversations } from "../data/useConversations.ts";
import styles from "./ConversationList.module.css";
import { ConversationRow } from "./ConversationRow.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { EditDialog } from "./EditDialog.tsx";

export interface ConversationListProps {
  readonly all: ReturnType<typeof useConversations>;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly chosen: string | undefined;
  /** `undefined` starts a new conversation. */
  readonly onChoose: (id: string | undefined) => void;
}

/** Lists the user's conversations: favourites first, then the most recently changed. */
export const ConversationList = memo(function ConversationList(props: ConversationListProps) {
  const { all, search, onSearch, chosen, onChoose } = props;
  const { chat } = useMessages();
  const [editing, setEditing] = useState<ConversationSummary>();
  const [deleting, setDeleting] = useState<ConversationSummary>();
  const { conversations = [], running, error, reload } = all;
  const found = [...conversations].sort(favouritesFirst);

  return (
    <section aria-label={chat.conversations} className={styles.list}>
      <VisuallyHidden component="h2">{chat.conversations}</VisuallyHidden>
      <Button
        fullWidth
        leftSection={<PlusIcon size={16} />}
        onClick={() => onChoose(undefined)}
        size="sm"
        variant="light"
      >
        {chat.newConversation}
      </Button>
      <TextInput
        aria-label={chat.search}
        onChange={({ currentTarget }) => onSearch(currentTarget.value)}
        placeholder={chat.search}
        size="xs"
        type="search"
        value={search}
      />
      {error !== null && (
        <Alert color="red" role="alert" variant="light">
          {chat.loadFailed}
        </Alert>
      )}
      {all.conversations !== undefined && found.length === 0 && (
        <Text c="dimmed" p="xs" size="sm">
          {search === "" ? chat.nothing : chat.nothingFound}
        </Text>
      )}
      <ul aria-label={chat.conversations} className={styles.rows}>
        {found.map((one) => (
          <ConversationRow
            chosen={one.id === chosen}
            conversation={one}
            key={one.id}
            onChanged={reload}
            onChoose={onChoose}
            onDelete={setDeleting}
            onEdit={setEditing}
            running={running.has(one.id)}
          />
        ))}
      </ul>
      {all.hasOlder ? (
        <Button onClick={all.showOlder} size="xs" variant="subtle">
          {chat.older}
        </Button>
      ) : null}
      <EditDialog
        conversation={editing}
        key={editing?.id}
        onDone={() => {
          setEditing(undefined);
          reload();
        }}
      />
      <DeleteDialog
        conversation={deleting}
        onDone={(gone) => {
          setDeleting(undefined);
          reload();
          if (gone && deleting?.id === chosen) onChoose(undefined);
        }}
      />
    </section>
  );
});

function favouritesFirst(a: ConversationSummary, b: ConversationSummary): number {
  return Number(b.status === "favourite") - Number(a.status === "favourite");
}
