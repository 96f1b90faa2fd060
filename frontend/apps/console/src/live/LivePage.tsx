import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Navigation } from "../app/location.ts";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { PublishPanel } from "../publish/PublishPanel.tsx";
import surface from "../ui/surface.module.css";
import { EventStream } from "./EventStream.tsx";
import type { EventEntry } from "./feedEntry.ts";
import { toPredicate } from "./filter.ts";
import { InspectorPanel } from "./InspectorPanel.tsx";
import styles from "./LivePage.module.css";
import { LiveToolbar } from "./LiveToolbar.tsx";
import { useLiveKeys } from "./useLiveKeys.ts";

export interface LivePageProps {
  readonly navigation: Navigation;
}

/** The received events, one of them in full, and a form to publish events. */
export function LivePage({ navigation }: LivePageProps) {
  const { live } = useMessages();
  const { feed, canPublish } = useWorkspace();
  const state = useSyncExternalStore(feed.subscribe, feed.get);
  const { filter } = useSyncExternalStore(navigation.subscribe, navigation.get);
  const [selected, setSelected] = useState<EventEntry>();
  const [publishing, publish] = useDisclosure();
  const wide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const setFilter = (terms: readonly string[]) => navigation.setFilter(terms);

  useEffect(() => feed.filter(toPredicate(filter)), [feed, filter]);
  const keys = useLiveKeys({ feed, selected, onSelect: setSelected });

  return (
    <main className={styles.page} data-panel={canPublish || selected !== undefined || undefined}>
      <section aria-label={live.title} className={`${surface.surface} ${styles.list}`}>
        <LiveToolbar
          feed={feed}
          filter={filter}
          filterInput={keys.filterInput}
          onFilter={setFilter}
          onPublish={canPublish ? publish.open : undefined}
          state={state}
        />
        <EventStream
          feed={feed}
          filtered={filter.length > 0}
          onClearFilter={() => setFilter([])}
          onSelect={setSelected}
          scroller={keys.scroller}
          selected={selected?.key}
          state={state}
        />
      </section>
      {selected !== undefined && (
        <InspectorPanel
          entry={selected}
          onClose={() => setSelected(undefined)}
          onFilter={(term) => setFilter([...new Set([...filter, term])])}
          wide={wide}
        />
      )}
      {canPublish ? (
        <PublishPanel
          hidden={selected !== undefined}
          onClose={publish.close}
          opened={publishing}
          wide={wide}
        />
      ) : null}
    </main>
  );
}
