import { ActionIcon, Menu, VisuallyHidden } from "@mantine/core";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { RetryIcon } from "../../ui/icons.ts";
import spin from "../../ui/spin.module.css";
import { DeleteIcon, EditIcon, MoreIcon, StarIcon } from "../chatIcons.ts";
import type { ConversationSummary } from "../data/conversation.ts";
import styles from "./ConversationRow.module.css";

export interface ConversationRowProps {
  readonly conversation: ConversationSummary;
  readonly chosen: boolean;
  readonly running: boolean;
  readonly onChoose: (id: string) => void;
  readonly onEdit: (conversation: ConversationSummary) => void;
  readonly onDelete: (conversation: ConversationSummary) => void;
  readonly onChanged: () => void;
}

/** One conversation of the list, with its actions. */
export function ConversationRow(props: ConversationRowProps) {
  const { conversation, chosen, running, onChoose, onEdit, onDelete, onChanged } = props;
  const { chat } = useMessages();
  const { api } = useWorkspace();
  const { id, kind, tags, status } = conversation;
  const title = conversation.title || chat.untitled;
  const favourite = status === "favourite";

  async function toggleFavourite() {
    const path = { id };
    const body = { status: favourite ? "active" : "favourite" } as const;
    // After a failure the reloaded list shows the unchanged status.
    await api.patch("/api/conversations/{id}", { path }, body).catch(() => undefined);
    onChanged();
  }

  return (
    <li className={styles.conversation} data-chosen={chosen || undefined}>
      <button
        aria-current={chosen ? "true" : undefined}
        className={styles.choose}
        onClick={() => onChoose(id)}
        type="button"
      >
        <span className={styles.title}>{title}</span>
        <span className={styles.facts}>
          {running ? (
            <span className={styles.running}>
              <RetryIcon className={spin.spinning} size={12} /> {chat.running}
            </span>
          ) : null}
          <span>{chat.modes[kind]}</span>
          {favourite && (
            <span className={styles.star}>
              <StarIcon size={12} />
              <VisuallyHidden>{chat.favourite}</VisuallyHidden>
            </span>
          )}
          {tags.map((tag) => (
            <span className={styles.tag} key={tag}>
              {tag}
            </span>
          ))}
        </span>
      </button>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={chat.actions(title)} c="dimmed" size={30} variant="subtle">
            <MoreIcon size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<StarIcon size={15} />} onClick={() => void toggleFavourite()}>
            {favourite ? chat.removeFavourite : chat.addFavourite}
          </Menu.Item>
          <Menu.Item leftSection={<EditIcon size={15} />} onClick={() => onEdit(conversation)}>
            {chat.edit}
          </Menu.Item>
          <Menu.Item leftSection={<DeleteIcon size={15} />} onClick={() => onDelete(conversation)}>
            {chat.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
