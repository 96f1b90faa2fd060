import { canRefresh, send } from "./request.ts";
import type { Settings } from "./settings.ts";

/**
 * Lets an open stream live as long as a fresh token, which authenticates the request itself. Where
 * that fails the stream ends with the old token, and the next one is opened with a fresh one.
 */
export async function reauthenticate(settings: Settings, connection: string): Promise<void> {
  if (!canRefresh(settings)) return;
  try {
    await send(settings, `/connections/${encodeURIComponent(connection)}/token`, {
      method: "PUT",
      refresh: true,
    });
  } catch (error) {
    settings.onError(error);
  }
}
