import { Text } from "@mantine/core";
import { useMessages } from "../../i18n/LanguageContext.ts";
import styles from "./Welcome.module.css";

/** Shown before the first message of a conversation. */
export function Welcome() {
  const { chat } = useMessages();
  return (
    <div className={styles.welcome}>
      <Text fw={650} size="xl">
        {chat.welcome}
      </Text>
      <Text c="dimmed" maw={420} ta="center">
        {chat.welcomeHint}
      </Text>
    </div>
  );
}
