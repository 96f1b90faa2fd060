import { Stack, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import type { ConversationSummary } from "../data/conversation.ts";
import { Dialog } from "./Dialog.tsx";

export interface EditDialogProps {
  /** The conversation to rename and tag; the dialog is open while there is one. */
  readonly conversation: ConversationSummary | undefined;
  readonly onDone: () => void;
}

/** The server's limits. */
const LIMITS = { title: 200, tags: 10, tag: 20 };

/** Edits the title and the tags of a conversation. */
export function EditDialog({ conversation, onDone }: EditDialogProps) {
  const { chat } = useMessages();
  const { api } = useWorkspace();
  const [title, setTitle] = useState(conversation?.title ?? "");
  const [tags, setTags] = useState<readonly string[]>(conversation?.tags ?? []);

  async function save() {
    if (!conversation) return;
    const path = { id: conversation.id };
    await api.patch("/api/conversations/{id}", { path }, { title: title.trim(), tags });
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
          maxLength={LIMITS.title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          required
          value={title}
        />
        <TagsInput
          description={chat.tagsHint}
          label={chat.tags}
          maxTags={LIMITS.tags}
          onChange={(all) => setTags(all.map((tag) => tag.slice(0, LIMITS.tag)))}
          value={[...tags]}
        />
      </Stack>
    </Dialog>
  );
}
