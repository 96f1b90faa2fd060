import "./chat.css";
import { Alert } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { useRef, useState } from "react";
import type { Navigation } from "../app/location.ts";
import { useHandler } from "../app/useHandler.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { ChatHead } from "./ChatHead.tsx";
import { Composer } from "./composer/Composer.tsx";
import { toStartOptions } from "./composer/settings.ts";
import { useSettings } from "./composer/useSettings.ts";
import { explain } from "./data/explain.ts";
import { useChat } from "./data/useChat.ts";
import { useConversations } from "./data/useConversations.ts";
import { useOffers } from "./data/useOffers.ts";
import { GraphView } from "./graph/GraphView.tsx";
import { useGraphView } from "./graph/useGraphView.ts";
import { ConversationList } from "./list/ConversationList.tsx";
import { ListFrame } from "./list/ListFrame.tsx";
import { Transcript } from "./transcript/Transcript.tsx";
import { Welcome } from "./transcript/Welcome.tsx";

export interface ChatPageProps {
  /** The conversation in view; a new one begins where there is none. */
  readonly id: string | undefined;
  readonly navigation: Navigation;
}

/** How long one must not have typed for the list to be looked through, in milliseconds. */
const SETTLED = 250;

/** Conversations with models, agents and graphs. */
export function ChatPage({ id, navigation }: ChatPageProps) {
  const { chat: words } = useMessages();
  const wide = useIsWide("62em");
  const roomy = useIsWide("80em");
  const [listOpened, setListOpened] = useState(false);
  const [draft, setDraft] = useState("");
  const input = useRef<HTMLTextAreaElement>(null);
  const [search, setSearch] = useState("");
  const [sought] = useDebouncedValue(search, SETTLED);
  const all = useConversations(sought);
  const offers = useOffers();
  const onCreated = (made: string) => navigation.go("chat", made);
  const chat = useChat({ id, onCreated, onChanged: all.reload });
  const { conversation, run } = chat;
  const [settings, setSettings] = useSettings(offers, conversation);
  const { isGraph, shown, setShown, ...view } = useGraphView(settings, chat, roomy);

  const choose = useHandler((next: string | undefined) => {
    setListOpened(false);
    navigation.go("chat", next);
    if (next !== undefined) return;
    chat.reset();
    input.current?.focus();
  });
  const send = useHandler((text: string) => {
    setDraft("");
    ask(text);
  });
  const openList = useHandler(() => setListOpened(true));
  const beginAnew = useHandler(() => choose(undefined));
  const ask = useHandler((text: string) => chat.send(text, toStartOptions(settings, id)));
  const goOn = useHandler((text: string) => {
    const options = { ...toStartOptions(settings, id), continueFromCheckpoint: true };
    chat.send(text, options);
  });
  const edit = useHandler((text: string) => {
    setDraft(text);
    input.current?.focus();
  });

  const graphView = <GraphView {...view} />;
  return (
    <main className="chat" data-graph={shown || undefined}>
      <ListFrame onClose={() => setListOpened(false)} opened={listOpened} wide={wide}>
        <ConversationList
          all={all}
          chosen={id}
          onChoose={choose}
          onSearch={setSearch}
          search={search}
        />
      </ListFrame>
      <div className="chat-main">
        <ChatHead
          graphShown={shown}
          onFresh={beginAnew}
          onGraph={setShown}
          onList={wide ? undefined : openList}
          title={conversation?.title || words.fresh}
        />
        {chat.error !== undefined && (
          <Alert color="red" m="md" role="alert" variant="light">
            {explain(chat.error, words)}
          </Alert>
        )}
        {shown && !roomy ? graphView : null}
        {id === undefined && run.status === "idle" ? (
          <Welcome />
        ) : (
          <Transcript
            chat={chat}
            onContinue={isGraph ? goOn : undefined}
            onEdit={edit}
            onRetry={ask}
          />
        )}
        <Composer
          draft={draft}
          input={input}
          modeFixed={conversation !== undefined}
          offers={offers}
          onDraft={setDraft}
          onSend={send}
          onSettings={setSettings}
          onStop={chat.stop}
          settings={settings}
          streaming={run.isStreaming}
        />
      </div>
      {shown && roomy ? <div className="chat-graph">{graphView}</div> : null}
    </main>
  );
}

function useIsWide(width: string): boolean {
  return useMediaQuery(`(min-width: ${width})`, true, { getInitialValueInEffect: false });
}
