import { Alert, Button, Group, Text, Textarea, Title } from "@mantine/core";
import { useEffect, useId, useMemo, useRef } from "react";
import { useDraft } from "../app/useDraft.ts";
import { useLocale, useMessages } from "../i18n/LanguageContext.ts";
import data from "../ui/data.module.css";
import { Fact, Facts } from "../ui/Facts.tsx";
import { CheckIcon } from "../ui/icons.ts";
import surface from "../ui/surface.module.css";
import type { DeadLetter } from "./deadLetter.ts";
import { formatAt } from "./formatAt.ts";
import styles from "./LetterDetail.module.css";
import { decodePayload, type Payload } from "./payload.ts";
import { useReplay } from "./useReplay.ts";

export interface LetterDetailProps {
  readonly letter: DeadLetter;
  readonly onReplayed: () => void;
}

/** One letter in full, to replay it unchanged or corrected. */
export function LetterDetail({ letter, onReplayed }: LetterDetailProps) {
  const { letters: words } = useMessages();
  const locale = useLocale();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // On a phone the detail is below the list.
  useEffect(() => {
    // Newer browsers return a promise, which is not a clean-up function.
    void heading.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const payload = useMemo(() => decodePayload(letter.payload), [letter.payload]);
  const [text, setText] = useDraft(`letter.${letter.id}`, payload.text);
  const { outcome, busy, replay } = useReplay(letter, onReplayed);
  const edited = text !== payload.text;
  return (
    <section aria-labelledby={title} className={`${surface.surface} ${styles.detail}`}>
      <Title id={title} ref={heading} mb="sm" order={2} size="h4">
        {letter.reason}
      </Title>
      <Facts>
        <Fact name={words.source}>{letter.source}</Fact>
        <Fact name={words.position}>
          <code>{letter.position}</code>
        </Fact>
        <Fact name={words.at}>{formatAt(letter.at, locale)}</Fact>
        {letter.replayed != null && (
          <Fact name={words.replayed}>{formatAt(letter.replayed, locale)}</Fact>
        )}
        {Object.entries(letter.headers).map(([name, value]) => (
          <Fact key={name} name={<code>{name}</code>}>
            <code>{value}</code>
          </Fact>
        ))}
      </Facts>
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
        <ReadOnlyPayload payload={payload} />
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

/** A payload that cannot be edited: bytes, or none. */
function ReadOnlyPayload({
  payload,
}: {
  readonly payload: Exclude<Payload, { readonly kind: "text" }>;
}) {
  const { letters: words } = useMessages();
  if (payload.kind === "none") {
    return (
      <Text mt="sm" size="sm">
        {words.noPayload}
      </Text>
    );
  }
  return (
    <>
      <Text mt="sm" size="sm">
        {words.hex} {payload.shown < payload.size && words.truncated(payload.shown)}
      </Text>
      <section
        aria-label={words.payload}
        className={`${data.data} ${styles.hex}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus
        tabIndex={0}
      >
        {payload.text}
      </section>
    </>
  );
}
