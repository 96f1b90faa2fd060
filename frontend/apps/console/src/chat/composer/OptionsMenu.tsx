import { Button, Checkbox, Popover, Stack, Switch, Text, Textarea } from "@mantine/core";
import { useMessages } from "../../i18n/LanguageContext.ts";
import popover from "../../ui/popover.module.css";
import { OptionsIcon } from "../chatIcons.ts";
import type { ToolServer } from "../data/conversation.ts";
import type { Settings } from "./settings.ts";

export interface OptionsMenuProps {
  readonly settings: Settings;
  readonly onChange: (part: Partial<Settings>) => void;
  readonly servers: readonly ToolServer[];
}

/** Options that change seldom: the tool servers, the system prompt, and a temporary chat. */
export function OptionsMenu({ settings, onChange, servers }: OptionsMenuProps) {
  const { chat } = useMessages();
  const count = settings.servers.length;
  return (
    <Popover position="top-start" trapFocus width={320} withArrow>
      <Popover.Target>
        <Button
          leftSection={<OptionsIcon size={15} />}
          miw="max-content"
          px="xs"
          size="xs"
          variant="default"
        >
          {chat.options}
          {count > 0 && ` (${count})`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={chat.options} className={popover.popover ?? ""}>
        <Stack gap="sm">
          <Checkbox.Group
            label={chat.toolServers}
            onChange={(chosen) => onChange({ servers: chosen })}
            value={[...settings.servers]}
          >
            <Stack gap={6} mt={6}>
              {servers.map(({ name, tools }) => (
                <Checkbox
                  description={tools.map((tool) => tool.name).join(", ")}
                  key={name}
                  label={name}
                  size="sm"
                  value={name}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          {servers.length === 0 && (
            <Text c="dimmed" size="sm">
              {chat.noServers}
            </Text>
          )}
          {settings.mode === "chat" && (
            <>
              <Textarea
                autosize
                label={chat.systemPrompt}
                maxRows={6}
                minRows={2}
                onChange={({ currentTarget }) => onChange({ systemPrompt: currentTarget.value })}
                value={settings.systemPrompt}
              />
              <Switch
                checked={settings.temporary}
                label={chat.temporary}
                onChange={({ currentTarget }) => onChange({ temporary: currentTarget.checked })}
              />
            </>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
