import { Button, Text } from "@mantine/core";
import { EmptyState } from "../app/EmptyState.tsx";
import { LiveIcon } from "../app/icons.tsx";
import { useMessages } from "../i18n/LanguageContext.ts";

export interface EmptyStreamProps {
  /** There are events, and the filter lets none of them pass. */
  readonly filtered: boolean;
  readonly onClearFilter: () => void;
}

export function EmptyStream({ filtered, onClearFilter }: EmptyStreamProps) {
  const { live } = useMessages();
  return (
    <EmptyState
      hint={filtered ? live.noMatchHint : live.hint}
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
