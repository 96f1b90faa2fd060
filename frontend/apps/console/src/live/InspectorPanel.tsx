import { CloseButton, Drawer, Title } from "@mantine/core";
import { useMessages } from "../i18n/LanguageContext.ts";
import type { EventEntry } from "./feedEntry.ts";
import { Inspector } from "./Inspector.tsx";

export interface InspectorPanelProps {
  readonly entry: EventEntry;
  readonly wide: boolean;
  readonly onClose: () => void;
  /** Adds a chip to the filter. */
  readonly onFilter: (chip: string) => void;
}

/** Beside the list where there is room, else over it. */
export function InspectorPanel({ entry, wide, onClose, onFilter }: InspectorPanelProps) {
  const { live, app } = useMessages();
  if (!wide) {
    return (
      <Drawer.Root onClose={onClose} opened position="bottom" size="80%">
        <Drawer.Overlay />
        <Drawer.Content bg="var(--tidings-surface)">
          <div className="panel-head">
            <Drawer.Title fw={650}>{live.inspector}</Drawer.Title>
            <Drawer.CloseButton aria-label={app.close} />
          </div>
          <Drawer.Body>
            <Inspector entry={entry} onFilter={onFilter} />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    );
  }
  return (
    <aside aria-label={live.inspector} className="surface panel">
      <div className="panel-head">
        <Title order={2} size="h4">
          {live.inspector}
        </Title>
        <CloseButton aria-label={app.close} onClick={onClose} />
      </div>
      <div className="panel-body">
        <Inspector entry={entry} onFilter={onFilter} />
      </div>
    </aside>
  );
}
