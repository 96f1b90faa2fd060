import { Stack, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { type ConversationSummary, pathOfConversation } from "../data/conversation.ts";
import { Dialog } from "./Dialog.tsx";

export interface EditDialogProps {
  /** What is renamed and tagged; the dialog is open while there is one. */
  readonly conversation: ConversationSummary | undefined;
  readonly onDone: () => void;
}

/** As the server has it. */
const MOST = { title: 200, tags: 10, tag: 20 };

/** Gives a conversation a title and tags. */
export function EditDialog({ conversation, onDone }: EditDialogProps) {
  const { chat } = useMessages();
  const { api } = useWorkspace();
  const [title, setTitle] = useState(conversation?.title ?? "");
  const [tags, setTags] = useState<readonly string[]>(conversation?.tags ?? []);

  async function save() {
    if (!conversation) return;
    const body = JSON.stringify({ title: title.trim(), tags });
    await api.patch(pathOfConversation(conversation.id), body);
    onDone();
  }

  return (
    <Dialog
      action={chat.save}
      onAct={save}
      onClose={onDone}
      opened={conversation !== undefined}
      title={chat.editTitle}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label={chat.titleLabel}
          maxLength={MOST.title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          required
          value={title}
        />
        <TagsInput
          description={chat.tagsHint}
          label={chat.tags}
          maxTags={MOST.tags}
          onChange={(all) => setTags(all.map((tag) => tag.slice(0, MOST.tag)))}
          value={[...tags]}
        />
      </Stack>
    </Dialog>
  );
}
