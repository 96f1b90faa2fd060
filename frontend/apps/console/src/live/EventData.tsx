import { Button } from "@mantine/core";
import type { TidingsEvent } from "@tidings/client";
import { useState } from "react";
import { JsonText } from "./JsonText.tsx";
import { preview } from "./preview.ts";

export interface EventDataProps {
  readonly event: TidingsEvent;
}

/** An event's data, bounded in height; the whole of it on demand. */
export function EventData({ event }: EventDataProps) {
  const [expanded, setExpanded] = useState(false);
  const { json, full, head, complete } = preview(event);
  const text = expanded ? full : head;
  const body = json ? <JsonText text={text} /> : text;
  return (
    <>
      {expanded ? (
        // What scrolls must be reachable by keyboard.
        <section
          aria-label={`Data of ${event.type}`}
          className="data"
          data-expanded={true}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus
          tabIndex={0}
        >
          {body}
        </section>
      ) : (
        <div className="data" data-clipped={!complete || undefined}>
          {body}
        </div>
      )}
      {!complete && (
        <Button
          aria-expanded={expanded}
          mt={4}
          onClick={() => setExpanded(!expanded)}
          size="compact-xs"
          variant="subtle"
        >
          {expanded ? "Show less" : "Show all"}
        </Button>
      )}
    </>
  );
}
