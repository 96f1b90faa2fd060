import { ActionIcon } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { CheckIcon } from "../../ui/icons.ts";
import { CopyIcon } from "../chatIcons.ts";

export interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const { chat } = useMessages();
  const clipboard = useClipboard({ timeout: 2000 });
  const words = clipboard.copied ? chat.copied : label;
  return (
    <ActionIcon
      aria-label={words}
      c="dimmed"
      onClick={() => clipboard.copy(text)}
      size={28}
      title={words}
      variant="subtle"
    >
      {clipboard.copied ? <CheckIcon size={15} /> : <CopyIcon size={15} />}
    </ActionIcon>
  );
}
