import { CloseButton, Drawer, Title } from "@mantine/core";
import { useMessages } from "../i18n/LanguageContext.ts";
import { Panel } from "../ui/Panel.tsx";
import { PanelHead } from "../ui/PanelHead.tsx";
import type { EventEntry } from "./feedEntry.ts";
import { Inspector } from "./Inspector.tsx";

export interface InspectorPanelProps {
  readonly entry: EventEntry;
  readonly wide: boolean;
  readonly onClose: () => void;
  /** Adds a term to the filter. */
  readonly onFilter: (term: string) => void;
}

/** Beside the list on a wide screen, otherwise in a drawer. */
export function InspectorPanel({ entry, wide, onClose, onFilter }: InspectorPanelProps) {
  const { live, app } = useMessages();
  if (!wide) {
    return (
      <Drawer.Root onClose={onClose} opened position="bottom" size="80%">
        <Drawer.Overlay />
        <Drawer.Content bg="var(--tidings-surface)">
          <PanelHead>
            <Drawer.Title fw={650}>{live.inspector}</Drawer.Title>
            <Drawer.CloseButton aria-label={app.close} />
          </PanelHead>
          <Drawer.Body>
            <Inspector entry={entry} onFilter={onFilter} />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    );
  }
  return (
    <Panel
      head={
        <>
          <Title order={2} size="h4">
            {live.inspector}
          </Title>
          <CloseButton aria-label={app.close} onClick={onClose} />
        </>
      }
      label={live.inspector}
    >
      <Inspector entry={entry} onFilter={onFilter} />
    </Panel>
  );
}
