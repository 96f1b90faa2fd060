import { Alert } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { useRef, useState } from "react";
import type { Navigation } from "../app/location.ts";
import { useDraft } from "../app/useDraft.ts";
import { useHandler } from "../app/useHandler.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { ChatHead } from "./ChatHead.tsx";
import styles from "./ChatPage.module.css";
import { Composer } from "./composer/Composer.tsx";
import { toStartOptions } from "./composer/settings.ts";
import { useSettings } from "./composer/useSettings.ts";
import { explain } from "./data/explain.ts";
import { useCatalog } from "./data/useCatalog.ts";
import { useChat } from "./data/useChat.ts";
import { useConversations } from "./data/useConversations.ts";
import { GraphView } from "./graph/GraphView.tsx";
import { useGraphView } from "./graph/useGraphView.ts";
import { ConversationList } from "./list/ConversationList.tsx";
import { ListFrame } from "./list/ListFrame.tsx";
import { Transcript } from "./transcript/Transcript.tsx";
import { Welcome } from "./transcript/Welcome.tsx";

export interface ChatPageProps {
  /** The conversation in view; `undefined` starts a new one. */
  readonly id: string | undefined;
  readonly navigation: Navigation;
}

/** The delay of a search after the last input, in milliseconds. */
const SEARCH_DELAY = 250;

/** Conversations with models, agents and graphs. */
export function ChatPage({ id, navigation }: ChatPageProps) {
  const { chat: words } = useMessages();
  const wide = useIsWide("62em");
  const roomy = useIsWide("80em");
  const [listOpened, setListOpened] = useState(false);
  const [draft, setDraft] = useDraft("chat.message", "");
  const input = useRef<HTMLTextAreaElement>(null);
  const [search, setSearch] = useDraft("chat.search", "");
  const [settledSearch] = useDebouncedValue(search, SEARCH_DELAY);
  const all = useConversations(settledSearch);
  const catalog = useCatalog();
  const onCreated = (created: string) => navigation.go("chat", created);
  const chat = useChat({ id, onCreated, onChanged: all.reload });
  const { conversation, run } = chat;
  const [settings, setSettings] = useSettings(catalog, conversation);
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
    submit(text);
  });
  const openList = useHandler(() => setListOpened(true));
  const startNew = useHandler(() => choose(undefined));
  const submit = useHandler((text: string) => chat.send(text, toStartOptions(settings, id)));
  const resume = useHandler((text: string) => {
    const options = { ...toStartOptions(settings, id), continueFromCheckpoint: true };
    chat.send(text, options);
  });
  const edit = useHandler((text: string) => {
    setDraft(text);
    input.current?.focus();
  });

  return (
    <main className={styles.page} data-graph={shown || undefined}>
      <ListFrame onClose={() => setListOpened(false)} opened={listOpened} wide={wide}>
        <ConversationList
          all={all}
          chosen={id}
          onChoose={choose}
          onSearch={setSearch}
          search={search}
        />
      </ListFrame>
      <div className={styles.main}>
        <ChatHead
          graphShown={shown}
          onNew={startNew}
          onGraph={setShown}
          onList={wide ? undefined : openList}
          title={conversation?.title || words.newConversation}
        />
        {chat.error !== null && (
          <Alert color="red" m="md" role="alert" variant="light">
            {explain(chat.error, words)}
          </Alert>
        )}
        {shown && !roomy ? <GraphView {...view} className={styles.graphAbove} /> : null}
        {id === undefined && run.status === "idle" ? (
          <Welcome />
        ) : (
          <Transcript
            chat={chat}
            onContinue={isGraph ? resume : undefined}
            onEdit={edit}
            onRetry={submit}
          />
        )}
        <Composer
          draft={draft}
          input={input}
          modeFixed={conversation !== undefined}
          catalog={catalog}
          onDraft={setDraft}
          onSend={send}
          onSettings={setSettings}
          onStop={chat.stop}
          settings={settings}
          streaming={run.isStreaming}
        />
      </div>
      {shown && roomy ? (
        <div className={styles.graphBeside}>
          <GraphView {...view} />
        </div>
      ) : null}
    </main>
  );
}

function useIsWide(width: string): boolean {
  return useMediaQuery(`(min-width: ${width})`, true, { getInitialValueInEffect: false });
}
