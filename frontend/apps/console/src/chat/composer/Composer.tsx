import { ActionIcon, Alert, Textarea } from "@mantine/core";
import { type KeyboardEvent, memo, type Ref, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useMessages } from "../../i18n/LanguageContext.ts";
import { SendIcon, StopIcon } from "../../ui/icons.ts";
import surface from "../../ui/surface.module.css";
import type { Catalog } from "../data/useCatalog.ts";
import styles from "./Composer.module.css";
import { ModeBar } from "./ModeBar.tsx";
import { isReady, type Settings } from "./settings.ts";

export interface ComposerProps {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly settings: Settings;
  readonly onSettings: (settings: Settings) => void;
  readonly catalog: Catalog;
  /** A conversation keeps the kind of its first message. */
  readonly modeFixed: boolean;
  readonly streaming: boolean;
  readonly onSend: (text: string) => void;
  readonly onStop: () => Promise<void>;
  readonly input: Ref<HTMLTextAreaElement>;
}

/**
 * The input of a message and of its settings. It is memoised: the input measures its text, so it must
 * not render with every frame of an answer.
 */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { draft, onDraft, settings, onSettings, catalog, modeFixed, streaming, input } = props;
  const { chat } = useMessages();
  const { isEnded } = useWorkspace();
  const [failure, setFailure] = useState<string>();
  // A message that cannot be sent remains a draft.
  const sendable = !(streaming || isEnded) && draft.trim() !== "" && isReady(settings);

  function send() {
    if (sendable) props.onSend(draft.trim());
  }

  async function stop() {
    setFailure(undefined);
    try {
      await props.onStop();
    } catch (error) {
      setFailure(`${chat.stopFailed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return (
    <form
      aria-label={chat.message}
      className={`${surface.surface} ${styles.composer}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {failure !== undefined && (
        <Alert color="red" mb="xs" role="alert" variant="light">
          {failure}
        </Alert>
      )}
      <Textarea
        aria-label={chat.message}
        autosize
        classNames={{ input: styles.input ?? "" }}
        maxRows={10}
        minRows={1}
        onChange={({ currentTarget }) => onDraft(currentTarget.value)}
        onKeyDown={(event) => {
          if (!isSendKey(event)) return;
          event.preventDefault();
          send();
        }}
        placeholder={chat.messageHint}
        ref={input}
        title={chat.keys}
        value={draft}
        variant="unstyled"
      />
      <div className={styles.foot}>
        <ModeBar fixed={modeFixed} catalog={catalog} onSettings={onSettings} settings={settings} />
        {streaming ? (
          <ActionIcon
            aria-label={chat.stop}
            color="red"
            onClick={() => void stop()}
            radius="xl"
            size={36}
            title={chat.stop}
            variant="filled"
          >
            <StopIcon size={18} />
          </ActionIcon>
        ) : (
          <ActionIcon
            aria-label={chat.send}
            disabled={!sendable}
            radius="xl"
            size={36}
            title={chat.send}
            type="submit"
            variant="filled"
          >
            <SendIcon size={18} />
          </ActionIcon>
        )}
      </div>
    </form>
  );
});

/** The key code of browsers for a key that an input method handles. */
const COMPOSING = 229;

/**
 * Whether a key sends the message. An Enter that ends a composition does not. WebKit identifies it
 * only by its key code.
 */
function isSendKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  const composing = nativeEvent.isComposing || nativeEvent.keyCode === COMPOSING;
  return key === "Enter" && !shiftKey && !composing;
}
