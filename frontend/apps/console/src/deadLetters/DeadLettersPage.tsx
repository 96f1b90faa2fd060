import { Alert, Button, Group, Text, Title } from "@mantine/core";
import { TidingsError } from "@tidings/client";
import { useState } from "react";
import { EmptyState } from "../app/EmptyState.tsx";
import { DeadLettersIcon } from "../app/pageIcons.tsx";
import { useMessages } from "../i18n/LanguageContext.ts";
import { LetterDetail } from "./LetterDetail.tsx";
import { LetterRow } from "./LetterRow.tsx";
import { useDeadLetters } from "./useDeadLetters.ts";

/** What could not be read on its way in; to be looked at, mended and taken in again. */
export function DeadLettersPage() {
  const { letters: words, app } = useMessages();
  const { letters, more, error, load } = useDeadLetters();
  const [chosen, setChosen] = useState<string>();
  const letter = letters?.find(({ id }) => id === chosen);

  return (
    <main className="page">
      <Group align="start" justify="space-between" mb="md" wrap="nowrap">
        <div>
          <Title order={1} size="h3">
            {words.title}
          </Title>
          <Text c="dimmed" size="sm">
            {words.about}
          </Text>
        </div>
        <Button miw="max-content" onClick={() => void load("anew")} size="xs" variant="default">
          {words.reload}
        </Button>
      </Group>
      {error !== undefined && (
        <Alert color="red" mb="md" role="alert" variant="light">
          {explain(error, app.forbidden)}
        </Alert>
      )}
      {letters?.length === 0 && (
        <div className="surface">
          <EmptyState
            hint={words.hint}
            icon={<DeadLettersIcon size={36} />}
            title={words.nothing}
          />
        </div>
      )}
      {letters && letters.length > 0 && (
        <div className="split">
          <section className="surface">
            <ol aria-label={words.list} className="letters">
              {letters.map((one) => (
                <LetterRow
                  key={one.id}
                  letter={one}
                  onChoose={setChosen}
                  selected={one.id === chosen}
                />
              ))}
            </ol>
            {more === true && (
              <Button fullWidth onClick={() => void load("older")} variant="subtle">
                {words.more}
              </Button>
            )}
          </section>
          {letter ? (
            <LetterDetail key={letter.id} letter={letter} onReplayed={() => void load("again")} />
          ) : (
            <Text c="dimmed" p="md" size="sm" visibleFrom="md">
              {words.choose}
            </Text>
          )}
        </div>
      )}
    </main>
  );
}

function explain(error: unknown, forbidden: string): string {
  if (error instanceof TidingsError && error.status === 403) return forbidden;
  return error instanceof Error ? error.message : String(error);
}
