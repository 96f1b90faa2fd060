import { Button, Popover } from "@mantine/core";
import { IDLE } from "@tidings/client";
import { useSSEStatus } from "@tidings/react";
import { useState } from "react";
import { AlertIcon, LiveIcon, RetryIcon, StopIcon } from "../app/icons.tsx";
import { useNow } from "../app/useNow.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { ConnectionDetails } from "./ConnectionDetails.tsx";
import { describeStatus } from "./describeStatus.ts";

const ICONS = { good: LiveIcon, busy: RetryIcon, off: StopIcon, bad: AlertIcon } as const;

/** Where the connection stands, in an icon and words; what lies behind it on demand. */
export function ConnectionStatus() {
  const { status: words } = useMessages();
  const [opened, setOpened] = useState(false);
  // It changes with each event, and this only with what it shows.
  const state = useSSEStatus((status) => status.state);
  const nextRetryAt = useSSEStatus((status) => status.nextRetryAt);
  const code = useSSEStatus((status) => status.code);
  const reason = useSSEStatus((status) => status.reason);
  const status = { ...IDLE, state, nextRetryAt, code, reason };
  const now = useNow(state === "reconnecting" && nextRetryAt !== undefined);
  const { tone, text } = describeStatus(status, now, words);
  const Icon = ICONS[tone];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div aria-label={words.connection} data-state={state} role="group">
      <Popover
        onChange={setOpened}
        opened={opened}
        position="bottom-end"
        shadow="md"
        trapFocus
        width="min(24rem, calc(100vw - 1.5rem))"
        withRoles={false}
      >
        <Popover.Target>
          <Button
            aria-expanded={opened}
            aria-haspopup="dialog"
            className="status"
            data-tone={tone}
            leftSection={<Icon className={tone === "busy" ? "spinning" : undefined} size={18} />}
            h={34}
            onClick={() => setOpened(!opened)}
            px="xs"
            size="xs"
            variant="default"
          >
            {text}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={words.details} className="popover" role="dialog">
          {opened ? <ConnectionDetails onDone={() => setOpened(false)} /> : null}
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}
