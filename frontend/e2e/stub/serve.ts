import type { AddressInfo } from "node:net";
import { createStub } from "./server.ts";

/** Runs the stub server while the tests run, and sets `TIDINGS_URL` to its address. */
export async function serve(): Promise<() => Promise<void>> {
  const server = createStub();
  await new Promise<void>((resolve) => {
    server.listen(Number(process.env.STUB_PORT ?? 0), "localhost", resolve);
  });
  process.env.TIDINGS_URL = `http://localhost:${(server.address() as AddressInfo).port}`;
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
