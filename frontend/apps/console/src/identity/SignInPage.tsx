import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ColorSchemeToggle } from "../app/ColorSchemeToggle.tsx";
import { Logo } from "../app/Logo.tsx";
import { useMessages } from "../i18n/LanguageContext.ts";
import { LanguageSwitch } from "../i18n/LanguageSwitch.tsx";
import surface from "../ui/surface.module.css";
import styles from "./SignInPage.module.css";

export interface SignInPageProps {
  readonly children: ReactNode;
}

export function SignInPage({ children }: SignInPageProps) {
  const { app } = useMessages();
  return (
    <main className={styles.page}>
      <Box className={surface.surface ?? ""} maw={420} p={{ base: "lg", xs: "xl" }} w="100%">
        <Group align="start" justify="space-between" wrap="nowrap">
          <Logo size={40} />
          <Group gap="xs" wrap="nowrap">
            <LanguageSwitch />
            <ColorSchemeToggle />
          </Group>
        </Group>
        <Title mt="lg" order={1} size="h2">
          Tidings
        </Title>
        <Text c="dimmed" mb="lg">
          {app.about}
        </Text>
        {children}
      </Box>
    </main>
  );
}
