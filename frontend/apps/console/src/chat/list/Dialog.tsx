import { Alert, Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMessages } from "../../i18n/LanguageContext.ts";

export interface DialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly action: string;
  readonly color?: string;
  /** What the action does; what it throws is said in the dialog, which stays open. */
  readonly onAct: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks for something, does it, and says what went wrong. */
export function Dialog({ opened, title, action, color, onAct, onClose, children }: DialogProps) {
  const { chat, app } = useMessages();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  async function act() {
    setBusy(true);
    setFault(undefined);
    try {
      await onAct();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal.Root centered onClose={onClose} opened={opened}>
      <Modal.Overlay />
      <Modal.Content bg="var(--tidings-surface)">
        <div className="panel-head">
          <Modal.Title fw={650}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={app.close} />
        </div>
        <Modal.Body>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void act();
            }}
          >
            {children}
            {fault !== undefined && (
              <Alert color="red" mt="sm" role="alert" variant="light">
                {fault}
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
