import { canRefresh, send } from "./request.ts";
import type { Settings } from "./settings.ts";

/**
 * Extends an open stream to the expiry of a new token. The new token authenticates the request. After
 * a failure the stream ends with the old token, and the next stream opens with a new one.
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
