import { Drawer, Title } from "@mantine/core";
import { useMessages } from "../i18n/LanguageContext.ts";
import { Panel } from "../ui/Panel.tsx";
import { PanelHead } from "../ui/PanelHead.tsx";
import { PublishForm } from "./PublishForm.tsx";

export interface PublishPanelProps {
  readonly wide: boolean;
  /** Another panel is shown instead. The form keeps its values. */
  readonly hidden: boolean;
  /** Whether the drawer is open, on a narrow screen. */
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Beside the list on a wide screen, otherwise in a drawer. */
export function PublishPanel({ wide, hidden, opened, onClose }: PublishPanelProps) {
  const { publish, app } = useMessages();
  if (wide) {
    const title = (
      <Title order={2} size="h4">
        {publish.title}
      </Title>
    );
    return (
      <Panel head={title} hidden={hidden} label={publish.title}>
        <PublishForm />
      </Panel>
    );
  }
  return (
    <Drawer.Root onClose={onClose} opened={opened} position="bottom" size="auto">
      <Drawer.Overlay />
      <Drawer.Content bg="var(--tidings-surface)" h="auto">
        <PanelHead>
          <Drawer.Title fw={650}>{publish.title}</Drawer.Title>
          <Drawer.CloseButton aria-label={app.close} />
        </PanelHead>
        <Drawer.Body>
          <PublishForm />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
