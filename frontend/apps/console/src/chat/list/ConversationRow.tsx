import { ActionIcon, Menu } from "@mantine/core";
import { RetryIcon } from "../../app/icons.tsx";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { DeleteIcon, EditIcon, MoreIcon, StarIcon } from "../chatIcons.tsx";
import { type ConversationSummary, pathOfConversation } from "../data/conversation.ts";

export interface ConversationRowProps {
  readonly conversation: ConversationSummary;
  readonly chosen: boolean;
  readonly running: boolean;
  readonly onChoose: (id: string) => void;
  readonly onEdit: (conversation: ConversationSummary) => void;
  readonly onDelete: (conversation: ConversationSummary) => void;
  readonly onChanged: () => void;
}

/** One conversation of the list, and what can be done with it. */
export function ConversationRow(props: ConversationRowProps) {
  const { conversation, chosen, running, onChoose, onEdit, onDelete, onChanged } = props;
  const { chat } = useMessages();
  const { api } = useWorkspace();
  const { id, kind, tags, status } = conversation;
  const title = conversation.title || chat.untitled;
  const favourite = status === "favourite";

  async function toggleFavourite() {
    const body = JSON.stringify({ status: favourite ? "active" : "favourite" });
    // What did not work is seen in the list, which is loaded anew either way.
    await api.patch(pathOfConversation(id), body).catch(() => undefined);
    onChanged();
  }

  return (
    <li className="conversation" data-chosen={chosen || undefined}>
      <button
        aria-current={chosen ? "true" : undefined}
        className="conversation-choose"
        onClick={() => onChoose(id)}
        type="button"
      >
        <span className="conversation-title">{title}</span>
        <span className="conversation-facts">
          {running ? (
            <span className="conversation-running">
              <RetryIcon className="spinning" size={12} /> {chat.running}
            </span>
          ) : null}
          <span>{chat.modes[kind]}</span>
          {favourite && (
            <span className="conversation-star">
              <StarIcon size={12} />
              <span className="visually-hidden">{chat.favourite}</span>
            </span>
          )}
          {tags.map((tag) => (
            <span className="tag" key={tag}>
              {tag}
            </span>
          ))}
        </span>
      </button>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={chat.actions(title)} className="quiet" size={30} variant="subtle">
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
