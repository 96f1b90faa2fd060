import { Center, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

export interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly hint: string;
  readonly children?: ReactNode;
}

/** Shows that a list is empty, and what it would contain. */
export function EmptyState({ icon, title, hint, children }: EmptyStateProps) {
  return (
    <Center className={styles.empty} mih={240} p="xl">
      <Stack align="center" gap={8}>
        <Text c="dimmed" component="span" lh={0}>
          {icon}
        </Text>
        <Text fw={600}>{title}</Text>
        <Text c="dimmed" maw={360} size="sm" ta="center">
          {hint}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
