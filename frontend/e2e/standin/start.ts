import { createStandin } from "./server.ts";

/** Starts the stand-in for as long as the tests run. */
export default async function start(): Promise<() => void> {
  const server = createStandin();
  await new Promise<void>((resolve) => {
    server.listen(9181, "localhost", resolve);
  });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
