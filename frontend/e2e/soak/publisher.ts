import { setTimeout as sleep } from "node:timers/promises";
import type { APIRequestContext } from "@playwright/test";
import { publish } from "../tests/tidings.ts";

/** A batch each 50 ms; what falls behind is caught up with. */
const BATCH_MS = 50;

/** What an order's event may look like: some 200 bytes of JSON. */
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

/** Publishes `rate` events a second until it is told to stop; returns how many there were. */
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
