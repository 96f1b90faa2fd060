import { Alert, Button, Group, Text, Textarea, Title } from "@mantine/core";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { CheckIcon } from "../app/icons.tsx";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import type { DeadLetter } from "./deadLetter.ts";
import { formatAt } from "./formatAt.ts";
import { decodePayload } from "./payload.ts";
import { useReplay } from "./useReplay.ts";

export interface LetterDetailProps {
  readonly letter: DeadLetter;
  readonly onReplayed: () => void;
}

/** One letter in full, and the ways to take it in after all. */
export function LetterDetail({ letter, onReplayed }: LetterDetailProps) {
  const { letters: words } = useMessages();
  const locale = useLocale();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // On a phone it stands below the list.
  useEffect(() => {
    // A newer browser's scrolling is a promise, which is no way to clean up.
    void heading.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const payload = useMemo(() => decodePayload(letter.payload), [letter.payload]);
  const [text, setText] = useState(payload.text);
  const { outcome, busy, replay } = useReplay(letter, onReplayed);
  const edited = text !== payload.text;
  return (
    <section aria-labelledby={title} className="surface letter-detail">
      <Title id={title} ref={heading} mb="sm" order={2} size="h4">
        {letter.reason}
      </Title>
      <dl className="facts">
        <dt>{words.source}</dt>
        <dd>{letter.source}</dd>
        <dt>{words.position}</dt>
        <dd>
          <code>{letter.position}</code>
        </dd>
        <dt>{words.at}</dt>
        <dd>{formatAt(letter.at, locale)}</dd>
        {letter.replayed != null && (
          <>
            <dt>{words.replayed}</dt>
            <dd>{formatAt(letter.replayed, locale)}</dd>
          </>
        )}
        {Object.entries(letter.headers).map(([name, value]) => (
          <Header key={name} name={name} value={value} />
        ))}
      </dl>
      {payload.kind === "text" ? (
        <Textarea
          autosize
          description={words.text}
          label={edited ? words.edit : words.payload}
          maxRows={18}
          minRows={4}
          mt="sm"
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={text}
        />
      ) : (
        <>
          <Text mt="sm" size="sm">
            {words.hex} {payload.shown < payload.size && words.truncated(payload.shown)}
          </Text>
          <section
            aria-label={words.payload}
            className="data hex"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus
            tabIndex={0}
          >
            {payload.text}
          </section>
        </>
      )}
      {outcome.kind === "refused" && (
        <Alert color="red" mt="sm" role="alert" style={{ whiteSpace: "pre-line" }} variant="light">
          {outcome.message}
        </Alert>
      )}
      <Group gap="xs" mt="sm">
        <Button loading={busy} onClick={() => void replay(edited ? text : undefined)}>
          {edited ? words.replayEdited : words.replay}
        </Button>
        {edited && (
          <Button onClick={() => setText(payload.text)} variant="default">
            {words.reset}
          </Button>
        )}
      </Group>
      <Group c="dimmed" gap={6} mt="sm" role="status" wrap="nowrap">
        {outcome.kind === "accepted" && (
          <>
            <CheckIcon size={16} />
            <Text size="sm">
              {outcome.duplicate ? words.duplicate : words.accepted(outcome.cursor)}
            </Text>
          </>
        )}
      </Group>
    </section>
  );
}

function Header({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <code>{value}</code>
      </dd>
    </>
  );
}
