import { Text } from "@mantine/core";
import { TidingsError } from "@tidings/client";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { type ConversationSummary, pathOfConversation } from "../data/conversation.ts";
import { Dialog } from "./Dialog.tsx";

export interface DeleteDialogProps {
  /** What is to be deleted; the dialog is open while there is one. */
  readonly conversation: ConversationSummary | undefined;
  readonly onDone: (gone: boolean) => void;
}

/** Asks before a conversation is deleted: it does not come back. */
export function DeleteDialog({ conversation, onDone }: DeleteDialogProps) {
  const { chat } = useMessages();
  const { api } = useWorkspace();

  async function remove() {
    if (!conversation) return;
    try {
      await api.delete(pathOfConversation(conversation.id));
    } catch (error) {
      // It may have gone by another tab in the meantime.
      if (!(error instanceof TidingsError && error.status === 404)) throw error;
    }
    onDone(true);
  }

  return (
    <Dialog
      action={chat.delete}
      color="red"
      onAct={remove}
      onClose={() => onDone(false)}
      opened={conversation !== undefined}
      title={chat.sure}
    >
      <Text>{chat.sureText(conversation?.title || chat.untitled)}</Text>
    </Dialog>
  );
}
