import { Button, CopyButton, Group, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useMessages } from "../i18n/LanguageContext.ts";
import data from "../ui/data.module.css";
import { Fact, Facts } from "../ui/Facts.tsx";
import type { EventEntry } from "./feedEntry.ts";
import { typeTerm } from "./filter.ts";
import { JsonText } from "./JsonText.tsx";
import { pretty, rawFrame } from "./preview.ts";
import { formatTime } from "./time.ts";

export interface InspectorProps {
  readonly entry: EventEntry;
  readonly onFilter: (term: string) => void;
}

const ENCODER = new TextEncoder();

/** One event in full: its data, and the frame as received. */
export function Inspector({ entry: { event, at }, onFilter }: InspectorProps) {
  const { live } = useMessages();
  const [view, setView] = useState<"json" | "raw">("json");
  const content = pretty(event);
  const text = view === "raw" ? rawFrame(event) : content.text;
  return (
    <>
      <Facts>
        <Fact name={live.type}>
          <code>{event.type}</code>
        </Fact>
        <Fact name={live.cursor}>
          <code>{event.id ?? "–"}</code>
        </Fact>
        <Fact name={live.received}>{formatTime(at)}</Fact>
        <Fact name={live.size}>{live.bytes(ENCODER.encode(event.text).length)}</Fact>
      </Facts>
      <Group gap="xs" justify="space-between" my="sm">
        <SegmentedControl
          aria-label={live.inspector}
          data={[
            { value: "json", label: content.json ? live.json : live.inspector },
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
            onClick={() => onFilter(typeTerm(event.type))}
            px="xs"
            size="xs"
            variant="default"
          >
            {live.filterType}
          </Button>
        </Group>
      </Group>
      {/* A scrolling region must be reachable by keyboard. */}
      <section
        aria-label={view === "raw" ? live.raw : live.json}
        className={data.data}
        data-testid="event-data"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus
        tabIndex={0}
      >
        <JsonText coloured={view === "json" && content.json} text={text} />
      </section>
    </>
  );
}
