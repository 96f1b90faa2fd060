import { Alert, Button, Group, Text, Title } from "@mantine/core";
import { TidingsError } from "@tidings/client";
import { useDraft } from "../app/useDraft.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { DeadLettersIcon } from "../ui/icons.ts";
import { PageFrame } from "../ui/PageFrame.tsx";
import surface from "../ui/surface.module.css";
import styles from "./DeadLettersPage.module.css";
import { LetterDetail } from "./LetterDetail.tsx";
import { LetterRow } from "./LetterRow.tsx";
import { useDeadLetters } from "./useDeadLetters.ts";

/** Lists the inputs that a source could not read, to inspect, correct and replay them. */
export function DeadLettersPage() {
  const { letters: words, app } = useMessages();
  const { letters, hasOlder, error, loadOlder, reload } = useDeadLetters();
  const [chosen, setChosen] = useDraft("letter", "");
  const letter = letters?.find(({ id }) => id === chosen);

  return (
    <PageFrame>
      <Group align="start" justify="space-between" mb="md" wrap="nowrap">
        <div>
          <Title order={1} size="h3">
            {words.title}
          </Title>
          <Text c="dimmed" size="sm">
            {words.about}
          </Text>
        </div>
        <Button miw="max-content" onClick={reload} size="xs" variant="default">
          {words.reload}
        </Button>
      </Group>
      {error !== null && (
        <Alert color="red" mb="md" role="alert" variant="light">
          {explain(error, app.forbidden)}
        </Alert>
      )}
      {letters?.length === 0 && (
        <div className={surface.surface}>
          <EmptyState
            hint={words.hint}
            icon={<DeadLettersIcon size={36} />}
            title={words.nothing}
          />
        </div>
      )}
      {letters && letters.length > 0 && (
        <div className={styles.split}>
          <section className={surface.surface}>
            <ol aria-label={words.list} className={styles.letters}>
              {letters.map((one) => (
                <LetterRow
                  key={one.id}
                  letter={one}
                  onChoose={setChosen}
                  selected={one.id === chosen}
                />
              ))}
            </ol>
            {hasOlder ? (
              <Button fullWidth onClick={loadOlder} variant="subtle">
                {words.more}
              </Button>
            ) : null}
          </section>
          {letter ? (
            <LetterDetail key={letter.id} letter={letter} onReplayed={reload} />
          ) : (
            <Text c="dimmed" p="md" size="sm" visibleFrom="md">
              {words.choose}
            </Text>
          )}
        </div>
      )}
    </PageFrame>
  );
}

function explain(error: Error, forbidden: string): string {
  if (error instanceof TidingsError && error.status === 403) return forbidden;
  return error.message;
}
