import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";

export interface ListFrameProps {
  /** Whether there is room beside the conversation; otherwise it is drawn in when asked for. */
  readonly wide: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Where the list of conversations is. */
export function ListFrame({ wide, opened, onClose, children }: ListFrameProps) {
  const { chat, app } = useMessages();
  if (wide) return <div className="chat-side">{children}</div>;
  return (
    <Drawer
      closeButtonProps={{ "aria-label": app.close }}
      onClose={onClose}
      opened={opened}
      size={320}
      title={chat.conversations}
    >
      {children}
    </Drawer>
  );
}
