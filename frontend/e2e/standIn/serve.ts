import type { AddressInfo } from "node:net";
import { standIn } from "./server.ts";

/** Runs the stand-in for as long as the tests do; its address is theirs to find in `TIDINGS_URL`. */
export async function serve(): Promise<() => Promise<void>> {
  const server = standIn();
  await new Promise<void>((resolve) => {
    server.listen(Number(process.env.STAND_IN_PORT ?? 0), "localhost", resolve);
  });
  process.env.TIDINGS_URL = `http://localhost:${(server.address() as AddressInfo).port}`;
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
