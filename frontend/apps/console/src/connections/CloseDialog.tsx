import { Alert, Button, Group, Modal, Text } from "@mantine/core";
import { TidingsError } from "@tidings/client";
import { useState } from "react";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import type { OpenStream } from "./openStreams.ts";

export interface CloseDialogProps {
  /** What is to be closed; the dialog is open while there is one. */
  readonly stream: OpenStream | undefined;
  readonly onDone: () => void;
}

/** Asks before a stream is closed: its client is not to return. */
export function CloseDialog({ stream, onDone }: CloseDialogProps) {
  const { connections: words, app } = useMessages();
  const { api } = useWorkspace();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  async function close() {
    if (!stream) return;
    setBusy(true);
    setFault(undefined);
    try {
      await api.delete(`/connections/${encodeURIComponent(stream.id)}`);
      onDone();
    } catch (error) {
      // It may have gone by itself in the meantime.
      if (error instanceof TidingsError && error.status === 404) onDone();
      else setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal.Root centered onClose={onDone} opened={stream !== undefined}>
      <Modal.Overlay />
      <Modal.Content bg="var(--tidings-surface)">
        <div className="panel-head">
          <Modal.Title fw={650}>{words.sure}</Modal.Title>
          <Modal.CloseButton aria-label={app.close} />
        </div>
        <Modal.Body>
          <Text>{words.sureText(stream?.user ?? "")}</Text>
          {fault !== undefined && (
            <Alert color="red" mt="sm" role="alert" variant="light">
              {fault}
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
