import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { PanelHead } from "../../ui/PanelHead.tsx";
import styles from "./ListFrame.module.css";

export interface ListFrameProps {
  /** Whether the list is beside the conversation; otherwise it is in a drawer. */
  readonly wide: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The frame of the list of conversations. */
export function ListFrame({ wide, opened, onClose, children }: ListFrameProps) {
  const { chat, app } = useMessages();
  if (wide) return <div className={styles.side}>{children}</div>;
  return (
    <Drawer.Root onClose={onClose} opened={opened} size={320}>
      <Drawer.Overlay />
      <Drawer.Content bg="var(--tidings-surface)">
        <PanelHead>
          <Drawer.Title fw={650}>{chat.conversations}</Drawer.Title>
          <Drawer.CloseButton aria-label={app.close} />
        </PanelHead>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
