import { Text } from "@mantine/core";
import { TidingsError } from "@tidings/client";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import type { ConversationSummary } from "../data/conversation.ts";
import { Dialog } from "./Dialog.tsx";

export interface DeleteDialogProps {
  /** The conversation to delete; the dialog is open while there is one. */
  readonly conversation: ConversationSummary | undefined;
  readonly onDone: (gone: boolean) => void;
}

/** Asks for confirmation: a deleted conversation cannot be restored. */
export function DeleteDialog({ conversation, onDone }: DeleteDialogProps) {
  const { chat } = useMessages();
  const { api } = useWorkspace();

  async function remove() {
    if (!conversation) return;
    try {
      await api.delete("/api/conversations/{id}", { path: { id: conversation.id } });
    } catch (error) {
      // Another tab may have deleted it in the meantime.
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
