import { Drawer, Title } from "@mantine/core";
import { useMessages } from "../i18n/LanguageContext.ts";
import { PublishForm } from "./PublishForm.tsx";

export interface PublishPanelProps {
  readonly wide: boolean;
  /** Something else has its place; what was written stays. */
  readonly hidden: boolean;
  /** Whether it is open where there is no room beside the list. */
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Beside the list where there is room, else over it. */
export function PublishPanel({ wide, hidden, opened, onClose }: PublishPanelProps) {
  const { publish, app } = useMessages();
  if (wide) {
    return (
      <aside aria-label={publish.title} className="surface panel" hidden={hidden}>
        <div className="panel-head">
          <Title order={2} size="h4">
            {publish.title}
          </Title>
        </div>
        <div className="panel-body">
          <PublishForm />
        </div>
      </aside>
    );
  }
  return (
    <Drawer.Root onClose={onClose} opened={opened} position="bottom" size="auto">
      <Drawer.Overlay />
      <Drawer.Content bg="var(--tidings-surface)" h="auto">
        {/* Not Drawer.Header: it is a <header>, and the page has its banner. */}
        <div className="panel-head">
          <Drawer.Title fw={650}>{publish.title}</Drawer.Title>
          <Drawer.CloseButton aria-label={app.close} />
        </div>
        <Drawer.Body>
          <PublishForm />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
