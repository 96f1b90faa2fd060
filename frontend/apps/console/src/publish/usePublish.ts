import { type PublishReceipt, TidingsError } from "@tidings/client";
import { useState } from "react";
import { useWorkspace } from "../app/workspace.ts";
import { useMessages } from "../i18n/LanguageContext.ts";
import { type PublishValues, type Refusal, toPublishEvent, toRefusal } from "./publishValues.ts";

export type Outcome =
  | { readonly kind: "none" }
  | { readonly kind: "accepted"; readonly receipt: PublishReceipt }
  | { readonly kind: "refused"; readonly message: string };

/** Publishes the form's event immediately, or as soon as the server is reachable. */
export function usePublish(onFieldErrors: (fields: Refusal["fields"]) => void) {
  const { client, latency } = useWorkspace();
  const { publish: words } = useMessages();
  const [outcome, setOutcome] = useState<Outcome>({ kind: "none" });
  const [waiting, setWaiting] = useState(0);

  async function send(values: PublishValues, retry: boolean): Promise<void> {
    try {
      const receipt = await latency.measure(() =>
        client.publish(toPublishEvent(values), { retry }),
      );
      setOutcome({ kind: "accepted", receipt });
    } catch (error) {
      const { fields, rest } = toAnyRefusal(error, words.unreachable);
      onFieldErrors(fields);
      if (rest !== undefined) setOutcome({ kind: "refused", message: rest });
    }
  }

  function publish(values: PublishValues): Promise<void> | undefined {
    setOutcome({ kind: "none" });
    // By default a failure is reported immediately, and the event does not wait.
    if (!values.queue) return send(values, false);
    setWaiting((before) => before + 1);
    void send(values, true).finally(() => setWaiting((before) => before - 1));
    return undefined;
  }
  return { outcome, waiting, publish };
}

function toAnyRefusal(error: unknown, unreachable: string): Refusal {
  if (error instanceof TidingsError) return toRefusal(error);
  return { fields: {}, rest: unreachable };
}
