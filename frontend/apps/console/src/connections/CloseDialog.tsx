import { Alert, Button, Group, Modal, Text } from "@mantine/core";
import { TidingsError } from "@tidings/client";
import { useState } from "react";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { PanelHead } from "../ui/PanelHead.tsx";
import type { OpenStream } from "./openStreams.ts";

export interface CloseDialogProps {
  /** The stream to close; the dialog is open while there is one. */
  readonly stream: OpenStream | undefined;
  readonly onDone: () => void;
}

/** Asks for confirmation: the client of a closed stream does not reconnect. */
export function CloseDialog({ stream, onDone }: CloseDialogProps) {
  const { connections: words, app } = useMessages();
  const { api } = useWorkspace();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  async function close() {
    if (!stream) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await api.delete("/api/connections/{id}", { path: { id: stream.id } });
      onDone();
    } catch (error) {
      // The stream may have ended in the meantime.
      if (error instanceof TidingsError && error.status === 404) onDone();
      else setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal.Root centered onClose={onDone} opened={stream !== undefined}>
      <Modal.Overlay />
      <Modal.Content bg="var(--tidings-surface)">
        <PanelHead>
          <Modal.Title fw={650}>{words.sure}</Modal.Title>
          <Modal.CloseButton aria-label={app.close} />
        </PanelHead>
        <Modal.Body>
          <Text>{words.sureText(stream?.user ?? "")}</Text>
          {failure !== undefined && (
            <Alert color="red" mt="sm" role="alert" variant="light">
              {failure}
            </Alert>
          )}
          <Group justify="end" mt="md">
            <Button onClick={onDone} variant="default">
              {words.cancel}
            </Button>
            <Button color="red" loading={busy} onClick={() => void close()}>
              {words.close}
            </Button>
          </Group>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
