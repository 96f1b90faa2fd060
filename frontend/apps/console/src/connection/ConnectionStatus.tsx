import { Button, Popover } from "@mantine/core";
import { IDLE } from "@tidings/client";
import { useSSEStatus } from "@tidings/react";
import { useState } from "react";
import { useNow } from "../app/useNow.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { AlertIcon, LiveIcon, RetryIcon, StopIcon } from "../ui/icons.ts";
import popover from "../ui/popover.module.css";
import spin from "../ui/spin.module.css";
import { ConnectionDetails } from "./ConnectionDetails.tsx";
import styles from "./ConnectionStatus.module.css";
import { describeStatus } from "./describeStatus.ts";

const ICONS = { good: LiveIcon, busy: RetryIcon, off: StopIcon, bad: AlertIcon } as const;

/** Shows the connection's state by an icon and words, and its details on demand. */
export function ConnectionStatus() {
  const { status: words } = useMessages();
  const [opened, setOpened] = useState(false);
  // The status changes with each event. The component renders only when its parts change.
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
            className={styles.status ?? ""}
            data-tone={tone}
            leftSection={<Icon className={tone === "busy" ? spin.spinning : undefined} size={18} />}
            h={34}
            onClick={() => setOpened(!opened)}
            px="xs"
            size="xs"
            variant="default"
          >
            {text}
          </Button>
        </Popover.Target>
        <Popover.Dropdown
          aria-label={words.details}
          className={popover.popover ?? ""}
          role="dialog"
        >
          {opened ? <ConnectionDetails onDone={() => setOpened(false)} /> : null}
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}
