import { setTimeout as sleep } from "node:timers/promises";
import type { APIRequestContext } from "@playwright/test";
import { publish } from "../tests/tidings.ts";

/** One batch per 50 ms; a late batch includes the missed events. */
const BATCH_MS = 50;

/** An example event of an order: about 200 bytes of JSON. */
function order(number: number): object {
  return {
    type: ["orders.created", "orders.paid", "orders.packed", "orders.sent"][number % 4],
    data: {
      number,
      customer: { name: "Ada Lovelace", since: 1843, newsletter: number % 2 === 0 },
      lines: [{ article: "Punched cards, box of 500", quantity: number % 12, price: 3.2 }],
      note: "Leave it with the neighbour if nobody is at home",
    },
  };
}

/** Publishes `rate` events per second until the signal aborts; returns their number. */
export async function publishSteadily(
  request: APIRequestContext,
  rate: number,
  stop: AbortSignal,
): Promise<number> {
  const began = Date.now();
  let sent = 0;
  while (!stop.aborted) {
    const due = Math.floor(((Date.now() - began) * rate) / 1000) - sent;
    if (due > 0) {
      await publish(
        request,
        Array.from({ length: due }, (_, i) => order(sent + i)),
      );
      sent += due;
    }
    await sleep(BATCH_MS);
  }
  return sent;
}
