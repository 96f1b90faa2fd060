import { Alert, Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { PanelHead } from "../../ui/PanelHead.tsx";

export interface DialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly action: string;
  readonly color?: string;
  /** Runs the action. The dialog shows its error, and then stays open. */
  readonly onAct: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog with one action. It shows the action's error. */
export function Dialog({ opened, title, action, color, onAct, onClose, children }: DialogProps) {
  const { chat, app } = useMessages();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  async function act() {
    setBusy(true);
    setFailure(undefined);
    try {
      await onAct();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal.Root centered onClose={onClose} opened={opened}>
      <Modal.Overlay />
      <Modal.Content bg="var(--tidings-surface)">
        <PanelHead>
          <Modal.Title fw={650}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={app.close} />
        </PanelHead>
        <Modal.Body>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void act();
            }}
          >
            {children}
            {failure !== undefined && (
              <Alert color="red" mt="sm" role="alert" variant="light">
                {failure}
              </Alert>
            )}
            <Group justify="end" mt="md">
              <Button onClick={onClose} variant="default">
                {chat.cancel}
              </Button>
              <Button loading={busy} type="submit" {...(color !== undefined && { color })}>
                {action}
              </Button>
            </Group>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
