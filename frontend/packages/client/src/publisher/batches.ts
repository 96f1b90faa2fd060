import { hasTexts } from "../json.ts";
import { TidingsError } from "../problem.ts";
import { send } from "../request.ts";
import { isTransient } from "../retryDecision.ts";
import type { Settings } from "../settings.ts";
import type { Item } from "./item.ts";

/** Limits of one batch, far below the server's own. */
const EVENTS = 500;
const CHARACTERS = 500_000;

/**
 * Publishes the first events of the queue in one request, and removes them. The server takes all
 * events of a batch or none, so a batch that it refuses is sent again one by one.
 * @throws when the events must be sent again later
 */
export async function publishBatch(
  settings: Settings,
  queue: Item[],
  signal: AbortSignal,
): Promise<void> {
  const batch = firstOf(queue);
  try {
    await post(settings, batch, signal);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for (const item of batch) await publishOne(settings, item, signal);
  }
  queue.splice(0, batch.length);
}

function firstOf(queue: readonly Item[]): Item[] {
  let characters = 0;
  const batch = queue.slice(0, EVENTS);
  const end = batch.findIndex(({ json }, i) => {
    characters += json.length;
    return i > 0 && characters > CHARACTERS;
  });
  return end < 0 ? batch : batch.slice(0, end);
}

async function publishOne(settings: Settings, item: Item, signal: AbortSignal): Promise<void> {
  try {
    await post(settings, [item], signal);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    item.reject(error);
  }
}

async function post(settings: Settings, batch: readonly Item[], signal: AbortSignal) {
  const response = await send(settings, "/events", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: `[${batch.map(({ json }) => json).join(",")}]`,
    signal,
  });
  const receipt: unknown = await response.json();
  if (!hasTexts(receipt, "cursor")) throw new Error("The answer is not a receipt");
  const { cursor } = receipt as { readonly cursor: string };
  for (const { id, resolve } of batch) resolve({ id, cursor });
}

/** Whether the server refuses the events themselves: sent again they would be refused again. */
function isRefusal(error: unknown): boolean {
  return error instanceof TidingsError && error.own && !isTransient(error.status);
}
