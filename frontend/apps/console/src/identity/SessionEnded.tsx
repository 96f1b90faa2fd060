import { Button, Text } from "@mantine/core";
import { useMessages } from "../i18n/LanguageContext.ts";
import { AlertIcon } from "../ui/icons.ts";
import styles from "./SessionEnded.module.css";

export interface SessionEndedProps {
  readonly onSignIn: () => void;
}

/** Reports the lost session above the page, which remains, and offers to sign in again. */
export function SessionEnded({ onSignIn }: SessionEndedProps) {
  const { identity } = useMessages();
  return (
    <div className={styles.banner} role="alert">
      <AlertIcon size={18} />
      <Text className={styles.text ?? ""} component="span" size="sm">
        {identity.ended}
      </Text>
      <Button onClick={onSignIn} size="xs">
        {identity.signInAgain}
      </Button>
    </div>
  );
}
