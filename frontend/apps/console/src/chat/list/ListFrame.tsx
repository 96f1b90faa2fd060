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
    <Drawer.Root onClose={onClose} opened={opened} size={320}>
      <Drawer.Overlay />
      <Drawer.Content bg="var(--tidings-surface)">
        <div className="panel-head">
          <Drawer.Title fw={650}>{chat.conversations}</Drawer.Title>
          <Drawer.CloseButton aria-label={app.close} />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
