import { Group, Text } from "@mantine/core";
import { useMessages } from "../i18n/LanguageContext.ts";
import { CheckIcon, StaleIcon } from "../ui/icons.ts";
import type { Outcome } from "./usePublish.ts";

export interface PublishOutcomeProps {
  readonly outcome: Outcome;
  /** How many events wait while the server is unreachable. */
  readonly waiting: number;
}

/**
 * The outcome of the last publication. It is outside of the form's stack, which would reserve space for
 * the empty element.
 */
export function PublishOutcome({ outcome, waiting }: PublishOutcomeProps) {
  const { publish: words } = useMessages();
  return (
    <div role="status">
      {waiting > 0 && (
        <Group c="dimmed" gap={6} mt="sm" wrap="nowrap">
          <StaleIcon size={16} />
          <Text size="sm">{words.queued(waiting)}</Text>
        </Group>
      )}
      {waiting === 0 && outcome.kind === "accepted" && (
        <Group c="dimmed" gap={6} mt="sm" wrap="nowrap">
          <CheckIcon size={16} />
          <Text size="sm" truncate>
            {outcome.receipt.duplicates > 0 ? words.known : words.accepted}{" "}
            <Text component="span" ff="monospace" inherit>
              {outcome.receipt.cursor}
            </Text>
          </Text>
        </Group>
      )}
    </div>
  );
}
