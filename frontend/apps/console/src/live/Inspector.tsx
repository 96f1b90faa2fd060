import { Button, CopyButton, Group, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import type { EventEntry } from "./feedEntry.ts";
import { typeChip } from "./filter.ts";
import { JsonText } from "./JsonText.tsx";
import { pretty, rawFrame } from "./preview.ts";
import { formatTime } from "./time.ts";

export interface InspectorProps {
  readonly entry: EventEntry;
  readonly onFilter: (chip: string) => void;
}

const ENCODER = new TextEncoder();

/** One event in full: what it says, and how it came. */
export function Inspector({ entry: { event, at }, onFilter }: InspectorProps) {
  const { live } = useMessages();
  const [view, setView] = useState<"json" | "raw">("json");
  const data = pretty(event);
  const text = view === "raw" ? rawFrame(event) : data.text;
  return (
    <>
      <dl className="facts">
        <dt>{live.type}</dt>
        <dd>
          <code>{event.type}</code>
        </dd>
        <dt>{live.cursor}</dt>
        <dd>
          <code>{event.id ?? "–"}</code>
        </dd>
        <dt>{live.received}</dt>
        <dd>{formatTime(at)}</dd>
        <dt>{live.size}</dt>
        <dd>{live.bytes(ENCODER.encode(event.text).length)}</dd>
      </dl>
      <Group gap="xs" justify="space-between" my="sm">
        <SegmentedControl
          aria-label={live.inspector}
          data={[
            { value: "json", label: data.json ? live.json : live.inspector },
            { value: "raw", label: live.raw },
          ]}
          onChange={(value) => setView(value === "raw" ? "raw" : "json")}
          size="xs"
          value={view}
        />
        <Group gap="xs">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button onClick={copy} px="xs" size="xs" variant="default">
                {copied ? live.copied : live.copy}
              </Button>
            )}
          </CopyButton>
          <Button
            onClick={() => onFilter(typeChip(event.type))}
            px="xs"
            size="xs"
            variant="default"
          >
            {live.filterType}
          </Button>
        </Group>
      </Group>
      {/* What scrolls must be reachable by keyboard. */}
      <section
        aria-label={view === "raw" ? live.raw : live.json}
        className="data"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus
        tabIndex={0}
      >
        <JsonText coloured={view === "json" && data.json} text={text} />
      </section>
    </>
  );
}
