import { Button, Group, Text, ThemeIcon } from "@mantine/core";
import { useSSEClient, useSSEStatus } from "@tidings/react";
import { AlertIcon, LiveIcon, RetryIcon, StopIcon } from "../app/icons.tsx";
import { describeStatus } from "./describeStatus.ts";
import { useNow } from "./useNow.ts";

const TONES = {
  good: { color: "teal", Icon: LiveIcon },
  busy: { color: "orange", Icon: RetryIcon },
  off: { color: "gray", Icon: StopIcon },
  bad: { color: "red", Icon: AlertIcon },
} as const;

/** Where the connection stands, in an icon and words. */
export function ConnectionStatus() {
  const client = useSSEClient();
  const status = useSSEStatus();
  const waiting = status.state === "reconnecting" && status.nextRetryAt !== undefined;
  const { tone, text, detail } = describeStatus(status, useNow(waiting));
  const { color, Icon } = TONES[tone];
  return (
    <Group aria-label="Connection" data-state={status.state} gap="xs" role="group" wrap="nowrap">
      <ThemeIcon color={color} radius="xl" size="md" variant="light">
        <Icon className={tone === "busy" ? "spinning" : undefined} size={16} />
      </ThemeIcon>
      <div>
        <Text component="span" display="block" fw={600} lh={1.3} size="sm">
          {text}
        </Text>
        {detail !== undefined && (
          <Text c="dimmed" component="span" display="block" lh={1.3} size="xs">
            {detail}
          </Text>
        )}
      </div>
      {(tone === "off" || tone === "bad") && (
        <Button onClick={() => client.connect()} size="compact-sm" variant="default">
          Connect again
        </Button>
      )}
    </Group>
  );
}
