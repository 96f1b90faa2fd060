import { Text } from "@mantine/core";
import { useMessages } from "../../i18n/LanguageContext.ts";

/** What there is to see before anything was said. */
export function Welcome() {
  const { chat } = useMessages();
  return (
    <div className="welcome">
      <Text fw={650} size="xl">
        {chat.welcome}
      </Text>
      <Text c="dimmed" maw={420} ta="center">
        {chat.welcomeHint}
      </Text>
    </div>
  );
}
