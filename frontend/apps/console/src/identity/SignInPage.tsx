import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ColorSchemeToggle } from "../app/ColorSchemeToggle.tsx";
import { LogoIcon } from "../app/icons.tsx";

export interface SignInPageProps {
  readonly children: ReactNode;
}

export function SignInPage({ children }: SignInPageProps) {
  return (
    <main className="signin">
      <Box className="surface" maw={420} p={{ base: "lg", xs: "xl" }} w="100%">
        <Group align="start" justify="space-between" wrap="nowrap">
          <LogoIcon size={40} />
          <ColorSchemeToggle />
        </Group>
        <Title mt="lg" order={1} size="h2">
          Tidings
        </Title>
        <Text c="dimmed" mb="lg">
          Watch events as they happen, and publish your own.
        </Text>
        {children}
      </Box>
    </main>
  );
}
