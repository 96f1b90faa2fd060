import { ActionIcon, Alert, Textarea } from "@mantine/core";
import { type KeyboardEvent, memo, type Ref, useState } from "react";
import { SendIcon, StopIcon } from "../../app/icons.tsx";
import { useMessages } from "../../i18n/LanguageContext.ts";
import type { Offers } from "../data/useOffers.ts";
import { ModeBar } from "./ModeBar.tsx";
import { isReady, type Settings } from "./settings.ts";

export interface ComposerProps {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly settings: Settings;
  readonly onSettings: (settings: Settings) => void;
  readonly offers: Offers;
  /** A conversation is of one kind from its first message on. */
  readonly modeFixed: boolean;
  readonly streaming: boolean;
  readonly onSend: (text: string) => void;
  readonly onStop: () => Promise<void>;
  readonly input: Ref<HTMLTextAreaElement>;
}

/**
 * Where one writes, and says who is to answer. What measures itself to fit its text must not be drawn
 * anew with each picture of the answer.
 */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { draft, onDraft, settings, onSettings, offers, modeFixed, streaming, input } = props;
  const { chat } = useMessages();
  const [fault, setFault] = useState<string>();
  const sendable = !streaming && draft.trim() !== "" && isReady(settings);

  function send() {
    if (sendable) props.onSend(draft.trim());
  }

  async function stop() {
    setFault(undefined);
    try {
      await props.onStop();
    } catch (error) {
      setFault(`${chat.stopFailed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return (
    <form
      aria-label={chat.message}
      className="composer surface"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {fault !== undefined && (
        <Alert color="red" mb="xs" role="alert" variant="light">
          {fault}
        </Alert>
      )}
      <Textarea
        aria-label={chat.message}
        autosize
        classNames={{ input: "composer-input" }}
        maxRows={10}
        minRows={1}
        onChange={({ currentTarget }) => onDraft(currentTarget.value)}
        onKeyDown={(event) => {
          if (!sends(event)) return;
          event.preventDefault();
          send();
        }}
        placeholder={chat.messageHint}
        ref={input}
        title={chat.keys}
        value={draft}
        variant="unstyled"
      />
      <div className="composer-foot">
        <ModeBar fixed={modeFixed} offers={offers} onSettings={onSettings} settings={settings} />
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

/** The number that browsers give to keys that an input method takes. */
const COMPOSING = 229;

/**
 * Whether a key sends the message. The Enter that ends a composition does not, of which WebKit says
 * only by the key's number that it was one.
 */
function sends({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  const composing = nativeEvent.isComposing || nativeEvent.keyCode === COMPOSING;
  return key === "Enter" && !shiftKey && !composing;
}
