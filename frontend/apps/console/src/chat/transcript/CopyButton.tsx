import { ActionIcon } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { CheckIcon } from "../../app/icons.tsx";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { CopyIcon } from "../chatIcons.tsx";

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
      className="quiet"
      onClick={() => clipboard.copy(text)}
      size={28}
      title={words}
      variant="subtle"
    >
      {clipboard.copied ? <CheckIcon size={15} /> : <CopyIcon size={15} />}
    </ActionIcon>
  );
}
