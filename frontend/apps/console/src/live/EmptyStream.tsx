import { Button, Text } from "@mantine/core";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { LiveIcon } from "../ui/icons.ts";

export interface EmptyStreamProps {
  /** Whether there are events that the filter excludes. */
  readonly filtered: boolean;
  readonly onClearFilter: () => void;
}

export function EmptyStream({ filtered, onClearFilter }: EmptyStreamProps) {
  const { live } = useMessages();
  const { canPublish } = useWorkspace();
  const hint = canPublish ? live.hint : live.hintReadOnly;
  return (
    <EmptyState
      hint={filtered ? live.noMatchHint : hint}
      icon={<LiveIcon size={36} />}
      title={filtered ? live.noMatch : live.nothing}
    >
      {filtered ? (
        <Button onClick={onClearFilter} size="xs" variant="default">
          {live.clearFilter}
        </Button>
      ) : (
        <Text c="dimmed" size="xs" visibleFrom="sm">
          {live.keys}
        </Text>
      )}
    </EmptyState>
  );
}
